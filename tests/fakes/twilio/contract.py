"""What Twilio publishes of its API (Messages resource, 2010-04-01): what may be sent, and what is answered."""

# https://www.twilio.com/docs/messaging/api/message-resource, "Create a Message"
CREATE = frozenset(
    {
        "To", "From", "MessagingServiceSid", "Body", "ContentSid", "MediaUrl", "StatusCallback", "ApplicationSid",
        "MaxPrice", "ProvideFeedback", "Attempt", "ValidityPeriod", "ForceDelivery", "ContentRetention",
        "AddressRetention", "SmartEncoded", "PersistentAction", "TrafficType", "ShortenUrls", "ScheduleType", "SendAt",
        "SendAsMms", "ContentVariables", "RiskCheck",
    }
)  # fmt: skip
MESSAGE = frozenset(
    {
        "account_sid", "api_version", "body", "date_created", "date_sent", "date_updated", "direction", "error_code",
        "error_message", "from", "messaging_service_sid", "num_media", "num_segments", "price", "price_unit", "sid",
        "status", "subresource_uris", "to", "uri",
    }
)  # fmt: skip
STATUSES = frozenset(
    {
        "accepted", "scheduled", "canceled", "queued", "sending", "sent", "failed", "delivered", "undelivered",
        "receiving", "received", "read",
    }
)  # fmt: skip
ERROR = frozenset({"code", "message", "more_info", "status"})


def wrong_with(form: dict[str, str]) -> str:
    """Return what of a call to create a message Twilio does not know, or would refuse to understand."""
    unknown = set(form) - CREATE
    if unknown:
        return f"unknown: {sorted(unknown)}"
    if not form.get("To", "").startswith("+"):
        return "To is not E.164"
    if ("From" in form) == ("MessagingServiceSid" in form):
        return "either From or MessagingServiceSid"
    return "" if form.get("Body") and len(form["Body"]) <= 1600 else "Body is missing or over 1,600 characters"
