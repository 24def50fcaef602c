"""Names the ideas that come with Ideario as examples, so that a copy of them is known for what it is."""

SAMPLE_IDEAS = (
    "codici-qr-per-le-bacheche",
    "first-five-minutes/accept-word-documents",
    "first-five-minutes/anteprima-prima-di-inviare",
    "first-five-minutes/every-mistake-at-once",
    "first-five-minutes/idea-from-an-issue",
    "first-five-minutes/propose-from-the-browser",
    "first-five-minutes/un-comando-che-fa-le-domande",
    "first-five-minutes/web-form-for-new-ideas",
    "hide-counts-while-voting",
    "nessuna-idea-senza-risposta/first-reply-clock",
    "nessuna-idea-senza-risposta/parole-per-dire-di-no",
    "nessuna-idea-senza-risposta/promemoria-del-lunedi",
    "nessuna-idea-senza-risposta/tell-me-when-it-changes",
    "pagina-per-ogni-persona",
    "ranked-ballots",
    "small-grants-winter/archive-on-a-memory-stick",
    "small-grants-winter/laboratori-nelle-scuole",
    "small-grants-winter/manuale-per-piccoli-comuni",
    "small-grants-winter/recount-by-strangers",
    "small-grants-winter/screen-reader-audit",
    "small-grants-winter/similar-ideas-across-languages",
    "small-grants-winter/traduzione-in-spagnolo",
    "small-grants-winter/watch-newcomers-try",
    "vote-without-an-account",
    "widget-for-other-sites",
)
"""By path below content/ideas, without the ending."""
FEW = 2
"""So many may be called alike by chance."""
