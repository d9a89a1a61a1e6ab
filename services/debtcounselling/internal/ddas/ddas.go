// Package ddas makes the delivery of Data Delen Armoede en Schulden, the exchange of figures on debts with Statistics
// Netherlands (CBS), by the exchange model 1.0 of VNG Realisatie. Its names are those of the model, so that each can be found
// there. It is pure: it is given what is known of trajectories, and writes it.
package ddas

import "github.com/deschoor/meedoen/platform/civil"

// Kop is what a delivery as a whole says.
type Kop struct {
	Startdatum  string `json:"startdatumLevering"`
	Einddatum   string `json:"einddatumLevering"`
	Aangeleverd string `json:"aanleverdatumEnTijd"`     // as YYYY-MM-DDTHH:MM:SSZ
	Leverancier string `json:"codeGegevensleverancier"` // the name of the software with its version
}

// Organisatie is who delivers. A municipality has its code and no number in the trade register; anybody else has a number and
// no code.
type Organisatie struct {
	Naam            string           `json:"(Statutaire) Naam,omitempty"`
	KvKNummer       string           `json:"KvK-nummer,omitempty"`
	Postcode        string           `json:"postcode,omitempty"`
	Gemeentecode    string           `json:"gemeentecode,omitempty"`
	Contactpersonen []Contactpersoon `json:"contactpersonen,omitempty"`
}

// Contactpersoon is to whom CBS sends its report of what it received.
type Contactpersoon struct {
	Email          string `json:"email,omitempty"`
	Functietitel   string `json:"functietitel,omitempty"`
	Naam           string `json:"naam,omitempty"`
	Telefoonnummer string `json:"telefoonnummer,omitempty"`
}

// Periode is from a date to a date, both of them in it; without an end it goes on.
type Periode struct{ Start, Eind civil.Date }

func (p Periode) is() bool { return p != Periode{} }

// overlapt says whether two periods have a date in common.
func (p Periode) overlapt(other Periode) bool {
	return (p.Eind.IsZero() || !p.Eind.Before(other.Start)) && (other.Eind.IsZero() || !other.Eind.Before(p.Start))
}

// tot ends a period on a date where it would go on after it.
func (p Periode) tot(einde civil.Date) Periode {
	if !einde.IsZero() && (p.Eind.IsZero() || p.Eind.After(einde)) {
		p.Eind = einde
	}
	return p
}

// na says that a period begins after a date: what was recorded so belongs to nothing that ended on it.
func (p Periode) na(einde civil.Date) bool { return !einde.IsZero() && p.Start.After(einde) }

func (p Periode) datums() Datums { return Datums{p.Start.String(), p.Eind.String()} }

// Datums are a period as it is delivered.
type Datums struct {
	Startdatum string `json:"startdatum,omitempty"`
	Einddatum  string `json:"einddatum,omitempty"`
}

func datums(list []Periode, einde civil.Date) (all []Datums) {
	for _, p := range list {
		if !p.na(einde) {
			all = append(all, p.tot(einde).datums())
		}
	}
	return all
}
