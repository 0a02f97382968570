"""What can be refused about devices."""

from telemed.kit.errors import Invalid


class NoPushService(Invalid):
    slug, title = "no-push-service", "This browser's push service is not one that we send to"
