package ddas

import "github.com/deschoor/meedoen/platform/civil"

// Fase is a phase of a trajectory, as far as the model tells phases apart.
type Fase int

// The phases. What the model does not know, such as that help was refused, is Anders.
const (
	Anders Fase = iota
	Aanmelding
	Intake
	InformatieEnAdvies
	Stabilisatie
	Schuldregeling
	Oplossing
	Nazorg
)

// Stap is that a trajectory went from one phase to another.
type Stap struct {
	Van, Naar Fase
	Datum     civil.Date
}

// Beschikkingssoort is what was decided on admission.
type Beschikkingssoort string

// The kinds. That help ended is told with the exit.
const (
	Afwijzing Beschikkingssoort = "Afwijzingsbeschikking"
	Toelating Beschikkingssoort = "Toelatingsbeschikking"
)

// Uitstroomreden is why a trajectory ended.
type Uitstroomreden string

// The reasons.
const (
	Overleden      Uitstroomreden = "Overleden"
	Verhuisd       Uitstroomreden = "Verhuisd"
	NietVerschenen Uitstroomreden = "Nietverschenen"
	Ingetrokken    Uitstroomreden = "Ingetrokken"
	NietPassend    Uitstroomreden = "Niet passend"
	Overig         Uitstroomreden = "Overig"
	VoldoetNiet    Uitstroomreden = "Voldoet niet"
	Afgerond       Uitstroomreden = "Afgerond"
	Zelf           Uitstroomreden = "Zelf"
)

// Oplossingssoort is a kind of solution.
type Oplossingssoort string

// The kinds. The last is what has been called a settlement without capacity to repay since 2024; the model keeps the old name.
const (
	Betalingsregeling Oplossingssoort = "Betalingsregeling"
	Herfinanciering   Oplossingssoort = "Herfinanciering"
	Saneringskrediet  Oplossingssoort = "Saneringskrediet"
	Schuldbemiddeling Oplossingssoort = "Schuldbemiddeling"
	NulAanbod         Oplossingssoort = "0%-aanbod"
)

// Dossier is what is known of one trajectory. What is zero is not known, and not delivered.
type Dossier struct {
	Gemeentecode string // of the municipality that is responsible, wherever the client lives
	Clienten     []Persoon
	Aanmelding   civil.Date
	Crisis       bool
	Stappen      []Stap // oldest first
	Einde        civil.Date
	Reden        Uitstroomreden

	Beschikking        Beschikkingssoort
	BeschikkingDatum   civil.Date
	PlanVanAanpak      civil.Date
	Begeleiding        []Begeleiding
	Crisisinterventies []Periode
	Voorzieningen      []Periode
	Moratoria          []Moratorium

	Regeling   Regeling
	Soort      Oplossingssoort
	Uitvoering Periode // in which the settlement is paid
	VTLB       int64   // what the client keeps in a month, in cents
	Schulden   []Schuld
}

// Moratorium is that creditors had to wait.
type Moratorium struct {
	Aanvraag, Goedkeuring civil.Date
	Periode
}

// Regeling is what became of a settlement beside its phases.
type Regeling struct {
	Ingediend, Toegekend, Afgewezen, Ingetrokken, VerzoekDwangakkoord civil.Date

	Dwangakkoord bool
}

// Schuldsoort is a kind of debt.
type Schuldsoort string

// The kinds.
const (
	Zorg          Schuldsoort = "Zorg"
	Publiek       Schuldsoort = "Publiek"
	Nuts          Schuldsoort = "Nuts"
	OverigeSchuld Schuldsoort = "Overig"
)

// Schuld is one debt.
type Schuld struct {
	Bedrag       int64 // in cents
	Peildatum    civil.Date
	Soort        Schuldsoort
	Zakelijk     bool
	Schuldeiser  string
	KvKNummer    string
	Postcode     string
	Privepersoon bool
}

// fase answers when a phase began first and ended last. It goes on where it was not left since.
func (d Dossier) fase(f Fase) (p Periode) {
	for _, s := range d.Stappen {
		if s.Van == s.Naar {
			continue
		}
		if s.Van == f {
			p.Eind = s.Datum
		}
		if s.Naar == f {
			p.Eind = civil.Date{}
			if p.Start.IsZero() {
				p.Start = s.Datum
			}
		}
	}
	return p
}

// toegekend answers when the settlement was agreed to: where nothing says so, when the solution began that it was to lead to.
func (d Dossier) toegekend() civil.Date {
	if !d.Regeling.Toegekend.IsZero() {
		return d.Regeling.Toegekend
	}
	for _, s := range d.Stappen {
		if s.Van == Schuldregeling && s.Naar == Oplossing {
			return s.Datum
		}
	}
	return civil.Date{}
}
