package api

import (
	"github.com/deschoor/meedoen/services/debtcounselling/internal/ddas"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// debtOf answers a claim in the names of the delivery.
func debtOf(d store.DeliveredDebt) ddas.Schuld {
	return ddas.Schuld{
		Bedrag: d.Amount, Peildatum: d.Balance, Soort: debtKindOf(d.Kind), Zakelijk: d.Business, Schuldeiser: d.Creditor.Name,
		KvKNummer: d.Creditor.KvK, Postcode: d.Creditor.Postcode, Privepersoon: d.CreditorID == "",
	}
}

func debtKindOf(k domain.DebtKind) ddas.Schuldsoort {
	switch k {
	case domain.CareDebt:
		return ddas.Zorg
	case domain.PublicDebt:
		return ddas.Publiek
	case domain.UtilitiesDebt:
		return ddas.Nuts
	}
	return ddas.OverigeSchuld
}

// addSettlement adds what became of the settlement that counts: the last one that was proposed to creditors. Where none was there
// may still be a vtlb, that was calculated last.
func addSettlement(d *ddas.Dossier, list []domain.Settlement, free int64) {
	d.VTLB = free
	for _, s := range list {
		if s.Life.Round > 0 {
			d.Regeling, d.Soort, d.Uitvoering, d.VTLB = settlementOf(s), solutionOf(s), ddas.Periode{}, free
			if !s.Life.Start.IsZero() {
				d.Uitvoering = ddas.Periode{Start: s.Life.Start, Eind: s.Life.End}
			}
			if s.Basis.CalculationID != "" {
				d.VTLB = s.Basis.Free // as it was when creditors were asked
			}
		}
	}
}

// settlementOf answers a settlement in the names of the delivery. What pays all that is owed is a solution without one.
func settlementOf(s domain.Settlement) ddas.Regeling {
	if s.Kind == domain.PaymentArrangement || s.Kind == domain.Refinancing {
		return ddas.Regeling{}
	}
	return ddas.Regeling{
		Ingediend: s.Life.Proposed, Toegekend: s.Life.Accepted, Afgewezen: s.Life.Rejected, Ingetrokken: s.Life.Withdrawn,
		VerzoekDwangakkoord: s.Life.CourtAsked, Dwangakkoord: s.Life.Forced,
	}
}

// solutionOf answers the kind of solution that a settlement is, once it was agreed to.
func solutionOf(s domain.Settlement) ddas.Oplossingssoort {
	if s.Life.Accepted.IsZero() {
		return ""
	}
	switch s.Kind {
	case domain.RestructuringLoan:
		return ddas.Saneringskrediet
	case domain.DebtMediation:
		return ddas.Schuldbemiddeling
	case domain.PaymentArrangement:
		return ddas.Betalingsregeling
	case domain.Refinancing:
		return ddas.Herfinanciering
	case domain.WithoutCapacity:
		return ddas.NulAanbod
	}
	return ""
}
