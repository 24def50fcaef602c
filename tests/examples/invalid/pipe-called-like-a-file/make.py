"""Makes a named pipe, on which a careless reader would wait for ever."""

import os
from pathlib import Path

Path("content/ideas").mkdir()
os.mkfifo("content/ideas/bench.yml")
