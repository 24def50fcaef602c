// Markdown to HTML, in GitHub's dialect: the reader itself, and what GitHub adds to CommonMark.
import { gfmAutolinkLiteral, gfmAutolinkLiteralHtml } from "micromark-extension-gfm-autolink-literal";
import { gfmFootnote } from "micromark-extension-gfm-footnote";
import { gfmStrikethrough } from "micromark-extension-gfm-strikethrough";
import { gfmTable, gfmTableHtml } from "micromark-extension-gfm-table";
import { gfmTaskListItem, gfmTaskListItemHtml } from "micromark-extension-gfm-task-list-item";

export { micromark } from "micromark";
export { normalizeIdentifier } from "micromark-util-normalize-identifier";
export const syntax = () => [gfmAutolinkLiteral(), gfmFootnote(), gfmStrikethrough(), gfmTable(), gfmTaskListItem()];
export const html = () => [gfmAutolinkLiteralHtml(), gfmTableHtml(), gfmTaskListItemHtml()];
