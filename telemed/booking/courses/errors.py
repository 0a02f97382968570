"""Why a course is not booked."""

from telemed.kit.errors import Conflict


class CourseClash(Conflict):
    """Some of the dates cannot be had, and nothing was booked. `clashes` says which, why, and what is near."""

    slug, title = "course-clash", "Some dates of the course are not free any more"
