"""What a forge expects of a repository and of a site that it publishes, as GitHub does. Values alone."""

CODE_OWNERS = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
"""Where the file may be that says who looks after which files; the first that is there counts."""
FORGE_FOLDER = ".github"
"""Where the files lie that are for the forge, or about them."""
WORKFLOWS = f"{FORGE_FOLDER}/workflows"
"""Where the forge looks for workflows."""
SITE_LIMIT = 1_000_000_000
"""Bytes that a published site may have."""
AS_IT_IS = ".nojekyll"
"""An empty file that has a site published as it is: without it, folders whose names begin with _ are left out."""
