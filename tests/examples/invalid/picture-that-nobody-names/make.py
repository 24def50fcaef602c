"""Makes a picture that nobody names, and one with a name that no page could name."""

from pathlib import Path

from PIL import Image

folder = Path("content/pictures")
folder.mkdir(parents=True, exist_ok=True)
bench = Image.new("RGB", (60, 40), "green")
bench.save(folder / "bench.png")
bench.save(folder / "My Bench.JPG", "JPEG")
