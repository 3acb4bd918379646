"""Where the value is: accounts of the stages, prices, promises of price and volume, scenarios."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from maillon_web.agreements.models import Contract
from maillon_web.directory.models import Actor
from maillon_web.filieres.models import FiliereRecord

__all__ = [
    "Behaviour",
    "CauseGroup",
    "CommitmentYear",
    "CostKind",
    "CostLine",
    "Family",
    "FlowPrice",
    "InputOutputTable",
    "LocalSpending",
    "PlaceOfMoney",
    "PriceCommitment",
    "StageAccount",
    "StageRole",
    "ValueScenario",
]

_KEY_LENGTH = 80


class StageRole(models.TextChoices):
    """What a node is for the accounts; those who only buy have none."""

    STAGE = "stage", _("Produit ou transforme : il a un compte")
    CONSUMER = "consumer", _("Achète seulement : il est le bout de la chaîne")


class PlaceOfMoney(models.TextChoices):
    """Where the money goes."""

    TERRITORY = "territory", _("Sur le territoire")
    ELSEWHERE = "elsewhere", _("Ailleurs")


class Family(models.TextChoices):
    """Whose a stage is."""

    ESS = "ess", _("Économie sociale et solidaire")
    CONVENTIONAL = "conventional", _("Autres entreprises")
    PUBLIC = "public", _("Public")


class CostKind(models.TextChoices):
    """Lines of an account, beside what circulates between stages."""

    PURCHASE = "purchase", _("Achats et services")
    WAGES = "wages", _("Salaires et cotisations")
    TAXES = "taxes", _("Impôts et taxes")
    INTEREST = "interest", _("Frais financiers")
    RENT = "rent", _("Loyers")
    DEPRECIATION = "depreciation", _("Amortissements")
    SUBSIDY = "subsidy", _("Subvention reçue")


class Behaviour(models.TextChoices):
    """Whether an amount follows the sales."""

    FIXED = "fixed", _("Fixe")
    VARIABLE = "variable", _("Suit les ventes")


class StageAccount(FiliereRecord):
    """
    What a stage spends and whose it is, one year or every year.

    `node_key` is the key of a stage or of a place of the flows. `edition` counts the writings of
    its lines, so that the version of the account moves with them. Without lines the expenses are
    asked for, unless `is_without_costs` says that there are none.
    """

    node_key = models.CharField(_("maillon"), max_length=_KEY_LENGTH)
    label = models.CharField(_("nom à montrer"), max_length=200, blank=True)
    role = models.CharField(
        _("rôle"), max_length=12, choices=StageRole.choices, default=StageRole.STAGE
    )
    place = models.CharField(
        _("où il se trouve"),
        max_length=12,
        choices=PlaceOfMoney.choices,
        default=PlaceOfMoney.TERRITORY,
    )
    family = models.CharField(_("famille"), max_length=12, choices=Family.choices, blank=True)
    ess_share = models.FloatField(_("part de l’ESS"), null=True, blank=True)
    result_place = models.CharField(
        _("où va le résultat"), max_length=12, choices=PlaceOfMoney.choices, blank=True
    )
    year = models.PositiveSmallIntegerField(_("année"), null=True, blank=True)
    reference = models.CharField(_("source"), max_length=400, blank=True)
    is_without_costs = models.BooleanField(
        _("aucune dépense hors achats de matière"), default=False
    )
    edition = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ("node_key", "-year", "pk")
        indexes = (models.Index(fields=("filiere", "year"), name="account_by_year"),)

    def __str__(self) -> str:
        """Return the name of its stage, and its year."""
        name = self.label or self.node_key.replace("-", " ").replace("_", " ")
        return f"{name} ({self.year})" if self.year else name


class CostLine(models.Model):
    """One line of an account: an amount of the year, or so much a unit sold."""

    account = models.ForeignKey(StageAccount, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(_("nature"), max_length=12, choices=CostKind.choices)
    label = models.CharField(_("libellé"), max_length=120)
    amount = models.FloatField(_("montant (€ par an)"), null=True, blank=True)
    per_unit = models.FloatField(_("ou € par unité vendue"), null=True, blank=True)
    matter = models.CharField(_("de quelle matière vendue"), max_length=120, blank=True)
    behaviour = models.CharField(
        _("comportement"), max_length=12, choices=Behaviour.choices, blank=True
    )
    place = models.CharField(
        _("où va l’argent"), max_length=12, choices=PlaceOfMoney.choices, blank=True
    )
    value_added_share = models.FloatField(_("part de valeur ajoutée"), null=True, blank=True)
    spread = models.FloatField(_("incertitude"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=400, blank=True)

    class Meta:
        ordering = ("position", "pk")

    def __str__(self) -> str:
        """Return its label."""
        return self.label


class FlowPrice(FiliereRecord):
    """
    The price of what goes from one node to another.

    A negative price says that who gives pays who takes. Without a target it is the price of what
    the node keeps in stock. Without a year it holds for every year that has none of its own.
    """

    source_key = models.CharField(_("de"), max_length=_KEY_LENGTH)
    target_key = models.CharField(_("vers"), max_length=_KEY_LENGTH, blank=True)
    matter = models.CharField(_("matière"), max_length=120)
    year = models.PositiveSmallIntegerField(_("année"), null=True, blank=True)
    price = models.FloatField(_("prix (€ par unité)"), null=True, blank=True)
    place = models.CharField(
        _("où est l’autre partie"), max_length=12, choices=PlaceOfMoney.choices, blank=True
    )
    value_added_share = models.FloatField(_("part de valeur ajoutée"), null=True, blank=True)
    spread = models.FloatField(_("incertitude"), null=True, blank=True)
    reference = models.CharField(_("source"), max_length=400, blank=True)

    class Meta:
        ordering = ("matter", "source_key", "target_key", "-year", "pk")
        indexes = (models.Index(fields=("filiere", "matter"), name="price_by_matter"),)

    def __str__(self) -> str:
        """Return its matter, and its year."""
        return f"{self.matter} ({self.year})" if self.year else self.matter


class ValueScenario(FiliereRecord):
    """Named changes of what makes the accounts: `changes` gives the share by cause."""

    name = models.CharField(_("nom du scénario"), max_length=120)
    description = models.TextField(_("ce qu’il suppose"), blank=True, max_length=2000)
    changes = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        """Return its name."""
        return self.name


class CauseGroup(FiliereRecord):
    """Causes of the accounts that move together, and how closely: `causes` lists their names."""

    name = models.CharField(_("ce qui les lie"), max_length=120)
    causes = models.JSONField(_("causes"), default=list, blank=True)
    rank_correlation = models.FloatField(_("force du lien"), default=0.8)

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        """Return its name."""
        return self.name


class PriceCommitment(FiliereRecord):
    """
    A promise of price and volume over several years, between who sells and who buys.

    `index_weights` gives the weight of each index in the price; `source_key`, `target_key` and
    `matter` say which flow it is about. The five numbers of the market measure the risk. `edition`
    counts the writings of its years.
    """

    contract = models.ForeignKey(
        Contract,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="price_commitments",
        verbose_name=_("contrat"),
    )
    seller = models.ForeignKey(
        Actor, models.SET_NULL, null=True, blank=True, related_name="sold_commitments"
    )
    seller_name = models.CharField(_("vendeur"), max_length=200, blank=True)
    buyer = models.ForeignKey(
        Actor, models.SET_NULL, null=True, blank=True, related_name="bought_commitments"
    )
    buyer_name = models.CharField(_("acheteur"), max_length=200, blank=True)
    matter = models.CharField(_("matière"), max_length=120)
    unit = models.CharField(_("unité"), max_length=20)
    source_key = models.CharField(_("le flux part de"), max_length=_KEY_LENGTH, blank=True)
    target_key = models.CharField(_("le flux va vers"), max_length=_KEY_LENGTH, blank=True)
    base_price = models.FloatField(_("prix de départ (€ par unité)"), null=True, blank=True)
    floor = models.FloatField(_("prix plancher (€ par unité)"), null=True, blank=True)
    ceiling = models.FloatField(_("prix plafond (€ par unité)"), null=True, blank=True)
    firm_volume_share = models.FloatField(_("part ferme du volume"), null=True, blank=True)
    index_weights = models.JSONField(default=dict, blank=True)
    market_mean = models.FloatField(_("prix moyen du marché"), null=True, blank=True)
    market_sd = models.FloatField(_("écart-type du prix du marché"), null=True, blank=True)
    market_volume = models.FloatField(_("volume d’une année"), null=True, blank=True)
    seller_cost = models.FloatField(_("coût du vendeur par unité"), null=True, blank=True)
    buyer_value = models.FloatField(_("valeur pour l’acheteur par unité"), null=True, blank=True)
    edition = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ("matter", "pk")

    def __str__(self) -> str:
        """Return what is sold, by whom and to whom."""
        return f"{self.matter} – {self.seller_name} → {self.buyer_name}"


class CommitmentYear(models.Model):
    """One year of a promise: what was promised, offered and taken; `indices` by name."""

    commitment = models.ForeignKey(PriceCommitment, models.CASCADE, related_name="years")
    year = models.PositiveSmallIntegerField(_("année"))
    promised = models.FloatField(_("promis"), null=True, blank=True)
    offered = models.FloatField(_("proposé"), null=True, blank=True)
    taken = models.FloatField(_("enlevé"), null=True, blank=True)
    market_price = models.FloatField(_("prix du marché"), null=True, blank=True)
    indices = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ("year", "pk")
        constraints = (
            models.UniqueConstraint(fields=("commitment", "year"), name="one_commitment_year"),
        )

    def __str__(self) -> str:
        """Return its year."""
        return str(self.year)


class LocalSpending(FiliereRecord):
    """The three rounds of a spending (LM3), in euros."""

    label = models.CharField(_("dépense observée"), max_length=200)
    year = models.PositiveSmallIntegerField(_("année"), null=True, blank=True)
    injected = models.FloatField(_("montant injecté (€)"))
    spent_locally = models.FloatField(_("dépensé sur le territoire (€)"), null=True, blank=True)
    respent_locally = models.FloatField(_("redépensé sur le territoire (€)"), null=True, blank=True)
    reference = models.CharField(_("source"), max_length=400, blank=True)

    class Meta:
        ordering = ("-year", "label", "pk")

    def __str__(self) -> str:
        """Return what was observed."""
        return self.label


class InputOutputTable(FiliereRecord):
    """
    A table of exchanges between sectors that somebody brought, and a demand to follow through it.

    `table` holds `sectors`, `transactions`, `output`, `region`, `country` and `demand`.
    """

    title = models.CharField(_("nom du tableau"), max_length=200)
    table = models.JSONField(default=dict)
    method = models.CharField(_("méthode"), max_length=8, default="flq")
    delta = models.FloatField(_("delta"), null=True, blank=True)
    reference = models.CharField(_("source"), max_length=400, blank=True)

    class Meta:
        ordering = ("title", "pk")

    def __str__(self) -> str:
        """Return its title."""
        return self.title
