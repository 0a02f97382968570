"""`telemed ...`: thin over services. Parts are imported by the command that needs them, so that each starts fast."""

from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import ValidationError

if TYPE_CHECKING:
    from telemed.settings import Settings

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Telemedicine a clinic starts with one command.")


def _settings() -> "Settings":
    """Settings from the environment, or a plain message and exit code 2 when they do not hold."""
    from telemed.settings import Settings

    try:
        return Settings()
    except ValidationError as error:
        for problem in error.errors():
            typer.secho(f"settings: {problem['msg'].removeprefix('Value error, ')}", fg="red", err=True)
        raise typer.Exit(2) from None


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.")] = 8000,
    worker: Annotated[bool, typer.Option(help="Run the background worker in this process.")] = False,  # noqa: FBT002
) -> None:
    """Answer HTTP and sockets. Start as many as you have cores, behind a proxy."""
    from telemed.server import run

    run(_settings(), host=host, port=port, with_worker=worker)


@app.command()
def worker() -> None:
    """Run the background worker: mail, horizon, expiries. Any number may run."""
    from telemed.server import run_worker

    run_worker(_settings())


@app.command()
def migrate(revision: Annotated[str, typer.Argument(help="Target revision.")] = "head") -> None:
    """Bring the database to this version's schema."""
    from telemed.db.migrations import migrate as run

    settings = _settings()
    run(settings, revision)
    typer.echo(f"database is at {revision}")


if __name__ == "__main__":
    app()
