"""Seals over event rows (封签): ``chain`` makes and checks them, ``book`` remembers them outside the database."""
