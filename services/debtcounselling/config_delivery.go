package debtcounselling

import (
	"cmp"
	"net/mail"
	"slices"
	"strings"

	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/api"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/ddas"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
)

// Delivery is who delivers to the national statistics on debts (DDAS). Without it the service runs, and delivers nothing.
type Delivery struct {
	Name         string `koanf:"name" doc:"Name of the organisation that delivers to the national statistics on debts (DDAS), as in its statutes."`
	KvK          string `koanf:"kvk-number" doc:"Its number in the trade register (KvK-nummer). Empty of a municipality."`
	Municipality string `koanf:"municipality" doc:"Its code, where the organisation that delivers is a municipality itself, as GM0034. Empty of others."`
	Postcode     string `koanf:"postcode" doc:"Its postal code, as 1315 AB."`
	ContactName  string `koanf:"contact-name" doc:"Whom CBS asks about a delivery."`
	ContactTitle string `koanf:"contact-title" doc:"The function of that person."`
	ContactEmail string `koanf:"contact-email" doc:"The address to which CBS sends its report of what it received."`
	ContactPhone string `koanf:"contact-telephone" doc:"The telephone number of that person."`
	Supplier     string `koanf:"supplier" doc:"The code of the software: its name with its version. Empty: Meedoen with that of the program."`
	PerYear      int    `koanf:"periods-per-year" doc:"In how many periods of a year is delivered, where no dates are asked for: 1, 2 or 4."`
}

// validate answers what is wrong with what is set.
func (d Delivery) validate() (problems []config.Problem) {
	if d.KvK != "" && !domain.IsKvK(d.KvK) {
		problems = append(problems, config.Problem{Key: "delivery.kvk-number", Text: "is eight digits"})
	}
	if d.Municipality != "" && !domain.IsMunicipality(d.Municipality) {
		problems = append(problems, config.Problem{Key: "delivery.municipality", Text: "is the code of a municipality, as GM0034"})
	}
	if d.KvK != "" && d.Municipality != "" {
		problems = append(problems, config.Problem{
			Key: "delivery", Text: "has a kvk-number, or the municipality that the organisation is, and not both",
		})
	}
	if d.Postcode != "" && !domain.IsPostcode(domain.TidyPostcode(d.Postcode)) {
		problems = append(problems, config.Problem{Key: "delivery.postcode", Text: "is a postal code, as 1315 AB"})
	}
	if _, err := mail.ParseAddress(d.ContactEmail); d.ContactEmail != "" && err != nil {
		problems = append(problems, config.Problem{Key: "delivery.contact-email", Text: "is no address for e-mail"})
	}
	if !slices.Contains([]int{1, 2, 4}, d.PerYear) {
		problems = append(problems, config.Problem{Key: "delivery.periods-per-year", Text: "is 1, 2 or 4"})
	}
	return problems
}

// missing answers the keys without which nothing can be delivered.
func (d Delivery) missing() (keys []string) {
	number := d.KvK + d.Municipality
	for _, one := range []struct{ key, value string }{
		{"name", d.Name}, {"kvk-number", number}, {"postcode", d.Postcode}, {"contact-name", d.ContactName},
		{"contact-email", d.ContactEmail},
	} {
		if one.value == "" {
			keys = append(keys, "debtcounselling.delivery."+one.key)
		}
	}
	return keys
}

// deliverer answers who delivers, with a program of a version.
func (d Delivery) deliverer(version string) api.Deliverer {
	return api.Deliverer{
		Organisation: ddas.Organisatie{
			Naam: d.Name, KvKNummer: d.KvK, Gemeentecode: d.Municipality, Postcode: ddas.Postcode(d.Postcode),
			Contactpersonen: []ddas.Contactpersoon{{
				Email: d.ContactEmail, Functietitel: d.ContactTitle, Naam: d.ContactName, Telefoonnummer: d.ContactPhone,
			}},
		},
		Supplier: cmp.Or(d.Supplier, strings.TrimSpace("Meedoen "+version)), PerYear: d.PerYear, Missing: d.missing(),
	}
}
