"""The electronic supervision board (电子监察): what runs, how urgent it is, and the acts of urging."""
