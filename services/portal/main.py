"""python -m services.portal.main"""

from servicekit import logs
from servicekit.app import serve
from servicekit.settings import load
from services.portal.app import create_app
from services.portal.settings import PortalSettings


def main() -> None:
    settings = load("portal", PortalSettings)
    logs.configure("portal", settings.log_level)
    serve(create_app(settings), settings)


if __name__ == "__main__":
    main()
