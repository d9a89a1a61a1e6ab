package ddas

import (
	"strings"

	"github.com/deschoor/meedoen/platform/civil"
)

// Geslacht is the sex as the register of persons has it.
type Geslacht string

// The values.
const (
	Man      Geslacht = "Man"
	Vrouw    Geslacht = "Vrouw"
	Onbekend Geslacht = "Onbekend"
	Leeg     Geslacht = "Leeg"
)

// Postcode answers a postal code as it is delivered: without the space in it.
func Postcode(text string) string { return strings.ToUpper(strings.ReplaceAll(text, " ", "")) }

// Persoon is what is known of somebody.
type Persoon struct {
	Burgerservicenummer  string
	Geboortedatum        civil.Date
	Geslacht             Geslacht
	Postcode             string
	Huisnummer           string
	Huisnummertoevoeging string
}

// Herkenbaar says whether CBS can know who it is: by the citizen service number, or by all four of the others.
func (p Persoon) Herkenbaar() bool {
	return p.Burgerservicenummer != "" ||
		(!p.Geboortedatum.IsZero() && (p.Geslacht == Man || p.Geslacht == Vrouw) && p.Postcode != "" && p.Huisnummer != "")
}

// Client is somebody as is delivered.
type Client struct {
	Burgerservicenummer  string   `json:"Burgerservicenummer,omitempty"`
	Geboortedatum        string   `json:"Geboortedatum,omitempty"`
	Geslachtsaanduiding  Geslacht `json:"Geslachtsaanduiding,omitempty"`
	Postcode             string   `json:"Postcode,omitempty"`
	Huisnummer           string   `json:"Huisnummer,omitempty"`
	Huisnummertoevoeging string   `json:"Huisnummertoevoeging,omitempty"`
}

// client answers what is delivered of somebody: the citizen service number alone where it is known, for it says all that CBS
// needs (AVG article 5(1)(c)).
func (p Persoon) client() Client {
	if p.Burgerservicenummer != "" {
		return Client{Burgerservicenummer: p.Burgerservicenummer}
	}
	c := Client{
		Geboortedatum: p.Geboortedatum.String(), Geslachtsaanduiding: p.Geslacht, Huisnummer: p.Huisnummer,
		Postcode: Postcode(p.Postcode), Huisnummertoevoeging: p.Huisnummertoevoeging,
	}
	if c.Geslachtsaanduiding == "" {
		c.Geslachtsaanduiding = Leeg
	}
	return c
}
