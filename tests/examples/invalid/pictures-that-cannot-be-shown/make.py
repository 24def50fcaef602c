"""Makes pictures of which none can be shown, each for another reason."""

from pathlib import Path

from PIL import Image

folder = Path("content/pictures")
folder.mkdir(parents=True, exist_ok=True)
bench = Image.new("RGB", (60, 40), "green")
placed = Image.Exif()
placed[0x010F] = "A telephone"
placed.get_ifd(0x8825)[2] = (45.0, 4.0, 0.0)
bench.save(folder / "called.png", "JPEG")
(folder / "scripted.png").write_text("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")
(folder / "drawn.svg").write_bytes((folder / "scripted.png").read_bytes())
bench.save(folder / "large.jpg")
with (folder / "large.jpg").open("ab") as file:
    file.write(bytes(300_000))
Image.new("1", (4001, 2)).save(folder / "wide.webp")
bench.save(folder / "moving.webp", save_all=True, append_images=[Image.new("RGB", (60, 40), "red")])
bench.save(folder / "placed.jpg", exif=placed)
bench.save(folder / "told.png", exif=placed)
bench.save(folder / "heavy.png")
with (folder / "heavy.png").open("ab") as file:
    file.write(bytes(100_000))
