"""Words about people."""

SEX = {"L": "Laki-laki", "P": "Perempuan"}
