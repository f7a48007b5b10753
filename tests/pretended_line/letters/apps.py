from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "tests.pretended_line.letters"
    label = "letters"
    verbose_name = "来信来访"

    def ready(self) -> None:
        from core.matters import kinds  # after the models
        from tests.pretended_line.letters.kinds import LETTERS

        kinds.register(LETTERS)
