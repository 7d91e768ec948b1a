"""Forms of what the report itself owns."""

from ambassador.impact.forms.funding import FundingForm
from ambassador.impact.forms.sharing import RevokeForm, ShareLinkForm
from ambassador.impact.forms.testimonials import RegisterForm, TestimonialForm, WithdrawalForm

__all__ = [
    "FundingForm",
    "RegisterForm",
    "RevokeForm",
    "ShareLinkForm",
    "TestimonialForm",
    "WithdrawalForm",
]
