// Shows the picture of a proposed idea. It goes by what the first bytes say, as `ideario check` does, and never by a name.
export const MAX_PICTURE = 300_000;
const BEGINNINGS = { png: /^\x89PNG\r\n\x1a\n/, jpeg: /^\xff\xd8\xff/, webp: /^RIFF[^]{4}WEBP/ };

/** Put a picture of these bytes into `figure`, with its words, or nothing where a browser could not show it. */
export async function showPicture(figure, { alt, credit }, bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  const type = Object.keys(BEGINNINGS).find((name) => BEGINNINGS[name].test(text));
  if (!type) return;
  const image = Object.assign(new Image(), { alt, src: `data:image/${type};base64,${btoa(text)}` });
  try {
    await image.decode();
  } catch {
    return;
  }
  figure.replaceChildren(image);
  if (credit) figure.append(Object.assign(document.createElement("figcaption"), { textContent: credit }));
  figure.hidden = false;
}
