"""Has cmark-gfm make HTML of Markdown, and gives back the memory that this takes. Owns cmarkgfm.

What cmarkgfm offers for the purpose keeps each tree and each page that it has made, 12 KB for an idea, for as long as
the process lives (theacodes/cmarkgfm#53). So the functions of the parser itself are called, of which it is plain who
frees what.
"""

import ctypes
from collections.abc import Callable
from functools import cache

from cmarkgfm import _cmark, cmark

OPTIONS = cmark.Options.CMARK_OPT_UNSAFE | cmark.Options.CMARK_OPT_FOOTNOTES | cmark.Options.CMARK_OPT_GITHUB_PRE_LANG
"""HTML is let through: whoever asks has to clean it."""
EXTENSIONS = ("table", "autolink", "tagfilter", "strikethrough", "tasklist")


def raw_html(markdown: str) -> str:
    """`markdown` as HTML in which anything may be live. UnicodeError for half a character."""
    lib, ffi = _cmark.lib, _cmark.ffi
    extensions, free_tree, free_text = _parser()
    raw = markdown.encode()
    parser = lib.cmark_parser_new(OPTIONS)
    try:
        for extension in extensions:
            lib.cmark_parser_attach_syntax_extension(parser, extension)
        lib.cmark_parser_feed(parser, raw, len(raw))
        tree = lib.cmark_parser_finish(parser)
        text = lib.cmark_render_html(tree, OPTIONS, lib.cmark_parser_get_syntax_extensions(parser))
        try:
            html: str = ffi.string(text).decode()
        finally:
            free_text(int(ffi.cast("uintptr_t", text)))
            free_tree(int(ffi.cast("uintptr_t", tree)))
    finally:
        lib.cmark_parser_free(parser)
    return html


_Free = Callable[[int], object]


@cache
def _parser() -> tuple[tuple[object, ...], _Free, _Free]:
    """The extensions, what frees a tree and what frees a text, by their addresses.

    The parser's own functions are found by their names in its library; where that hides them, nothing is freed.
    """
    cmark.core_extensions_ensure_registered()
    extensions = tuple(map(cmark.find_syntax_extension, EXTENSIONS))
    try:
        library = ctypes.CDLL(_cmark.__file__)
        free_tree, memory = library.cmark_node_free, library.cmark_get_default_mem_allocator
    except (AttributeError, OSError, TypeError):
        return extensions, id, id
    free_tree.argtypes, free_tree.restype = [ctypes.c_void_p], None
    memory.restype = ctypes.POINTER(ctypes.c_void_p * 3)  # what takes memory, what widens it and what frees it
    return extensions, free_tree, ctypes.CFUNCTYPE(None, ctypes.c_void_p)(memory().contents[2])
