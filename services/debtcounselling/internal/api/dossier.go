package api

import (
	"github.com/deschoor/meedoen/services/debtcounselling/internal/ddas"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// dossier answers a trajectory in the names of the delivery. Clients are those that can be read: who was erased is not among
// them.
func dossier(t store.Delivered, clients []domain.Client) ddas.Dossier {
	d := ddas.Dossier{
		Gemeentecode: t.Municipality, Aanmelding: t.Report, Crisis: t.Crisis, Einde: t.End, Reden: reasonOf(t.ExitReason),
	}
	for _, c := range clients {
		d.Clienten = append(d.Clienten, personOf(c))
	}
	for _, s := range t.Steps {
		d.Stappen = append(d.Stappen, ddas.Stap{Van: phaseOf(s.From), Naar: phaseOf(s.To), Datum: s.Date})
	}
	for _, one := range t.Decisions {
		switch one.Kind {
		case domain.Admission:
			d.Beschikking, d.BeschikkingDatum = ddas.Toelating, one.Date
		case domain.Refusal:
			d.Beschikking, d.BeschikkingDatum = ddas.Afwijzing, one.Date
		case domain.Ending: // its date is that of the exit, in the model
		}
	}
	for _, m := range t.Measures {
		addMeasure(&d, m)
	}
	if t.Kind == domain.LongTermGuidance {
		addGuidance(&d, t.Steps)
	}
	for _, debt := range t.Debts {
		d.Schulden = append(d.Schulden, debtOf(debt))
	}
	addSettlement(&d, t.Settlements, t.FreeAmount)
	return d
}

// addGuidance adds guidance that is all that a trajectory is, from its steps.
func addGuidance(d *ddas.Dossier, steps []domain.TrajectoryTransition) {
	var p ddas.Periode
	for _, s := range steps {
		if s.To == domain.Guided {
			p.Start = s.Date
		}
		if s.From == domain.Guided {
			p.Eind = s.Date
		}
	}
	if !p.Start.IsZero() {
		d.Begeleiding = append(d.Begeleiding, ddas.Begeleiding{Soort: ddas.LangeTermijnBegeleiding, Periode: p})
	}
}

func addMeasure(d *ddas.Dossier, m domain.Measure) {
	period := ddas.Periode{Start: m.Start, Eind: m.End}
	switch m.Kind {
	case domain.CrisisIntervention:
		d.Crisisinterventies = append(d.Crisisinterventies, period)
	case domain.ProvisionalMeasure:
		d.Voorzieningen = append(d.Voorzieningen, period)
	case domain.Moratorium:
		d.Moratoria = append(d.Moratoria, ddas.Moratorium{Aanvraag: m.Application, Goedkeuring: m.Grant, Periode: period})
	case domain.PlanOfApproach:
		d.PlanVanAanpak = m.Start
	default:
		d.Begeleiding = append(d.Begeleiding, ddas.Begeleiding{Soort: guidanceOf(m.Kind), Periode: period})
	}
}

func guidanceOf(kind domain.MeasureKind) ddas.Begeleidingssoort {
	switch kind {
	case domain.BudgetCoaching:
		return ddas.Budgetcoaching
	case domain.BudgetManagement:
		return ddas.Budgetbeheer
	case domain.ProtectiveAdministration:
		return ddas.Beschermingsbewind
	case domain.GuidanceForLong:
		return ddas.LangeTermijnBegeleiding
	}
	return ddas.Budgetbegeleiding
}

// phaseOf answers the phase of the model that a state is. A planned first conversation is part of the report there.
func phaseOf(s domain.TrajectoryState) ddas.Fase {
	switch s {
	case domain.Reported, domain.Appointed:
		return ddas.Aanmelding
	case domain.InIntake:
		return ddas.Intake
	case domain.Advised:
		return ddas.InformatieEnAdvies
	case domain.Stabilisation:
		return ddas.Stabilisatie
	case domain.Settling:
		return ddas.Schuldregeling
	case domain.Solution:
		return ddas.Oplossing
	case domain.Aftercare:
		return ddas.Nazorg
	}
	return ddas.Anders
}

func reasonOf(r domain.ExitReason) ddas.Uitstroomreden {
	return map[domain.ExitReason]ddas.Uitstroomreden{
		domain.Completed: ddas.Afgerond, domain.SolvedBySelf: ddas.Zelf, domain.Withdrawn: ddas.Ingetrokken,
		domain.NoShow: ddas.NietVerschenen, domain.Moved: ddas.Verhuisd, domain.Died: ddas.Overleden,
		domain.ConditionsNotMet: ddas.VoldoetNiet, domain.NotFitting: ddas.NietPassend, domain.OtherReason: ddas.Overig,
	}[r]
}

func personOf(c domain.Client) ddas.Persoon {
	return ddas.Persoon{
		Burgerservicenummer: c.BSN, Geboortedatum: c.Birth.Date, Geslacht: sexOf(c.Sex), Postcode: c.Address.Postcode,
		Huisnummer: c.Address.HouseNumber, Huisnummertoevoeging: c.Address.Addition,
	}
}

func sexOf(code string) ddas.Geslacht {
	switch code {
	case "male":
		return ddas.Man
	case "female":
		return ddas.Vrouw
	case "unknown":
		return ddas.Onbekend
	}
	return ""
}
