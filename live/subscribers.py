"""Whatever happens, open pages hear of it once it is committed."""

from activity.models import Activity, announced
from live.publishing import announce


@announced("*")
def tell_open_pages(happened: Activity) -> None:
    announce(happened)
