"""Makes a picture of each type; one lies on its side, as telephones write them."""

from pathlib import Path

from PIL import Image

folder = Path("content/pictures")
folder.mkdir(parents=True, exist_ok=True)
bench = Image.new("RGB", (60, 40), "green")
lying = Image.Exif()
lying[0x0112] = 6
bench.save(folder / "bench.png")
bench.save(folder / "bench-2.jpeg", exif=lying)
bench.save(folder / "logo.webp")
