import pytest
from jinliang.site.models import Act, Claim
from jinliang.site.acts.perform import ACTS
pytestmark = pytest.mark.django_db
def test_a(city):
    print(Act.objects.count(), Claim.objects.count(), ACTS)
    Claim.objects.update(title="x")
def test_b(city):
    assert Claim.objects.filter(title="x").count()==0
