"""Opening a package, a folder or a .zip, without trusting its names or the sizes it announces."""

from preau.exchange.package.opened import Member, Package, open_package

__all__ = ["Member", "Package", "open_package"]
