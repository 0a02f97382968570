"""The accounts everybody may sign in to, in demo mode only."""

from dataclasses import dataclass

PASSWORD = "telemed-demo-2026"  # noqa: S105  published on purpose: it opens invented people's data
"""Of every account the demo makes."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """Somebody to be. `clinic` is the slug of where they work or are seen; empty for the platform's operator."""

    login: str
    role: str
    name: str
    clinic: str


PATIENT = SignIn("patient@example.org", "patient", "Мария Орлова", "moscow")
DOCTOR = SignIn("doctor@example.org", "doctor", "Анна Сергеевна Соколова", "moscow")
REGISTRAR = SignIn("registrar@example.org", "registrar", "Полина Рябова", "moscow")
ADMIN = SignIn("admin@example.org", "clinic_admin", "Дмитрий Валерьевич Костин", "moscow")
OPERATOR = SignIn("operator@example.org", "operator", "Operations", "")
BERLIN_DOCTOR = SignIn("arzt@example.org", "doctor", "Katharina Brandt", "berlin")
BERLIN_ADMIN = SignIn("leitung@example.org", "clinic_admin", "Petra Schönfeld", "berlin")

SIGN_INS = (PATIENT, DOCTOR, REGISTRAR, ADMIN, OPERATOR, BERLIN_DOCTOR, BERLIN_ADMIN)
