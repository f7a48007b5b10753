from django.apps import AppConfig


class OpinionsConfig(AppConfig):
    name = "opinions"
    verbose_name = "社情民意"

    def ready(self) -> None:
        from core.matters import forwarding, kinds  # after the models
        from opinions.effects import made_of, recall, receive
        from opinions.guards import taken_over
        from opinions.kinds import FORWARDED_TEXTS

        kinds.register(FORWARDED_TEXTS)
        forwarding.register(forwarding.Desk(receive, made_of, recall, taken_over))
