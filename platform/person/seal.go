package person

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/privacy"
)

// Sealed is what is sealed of a person, as JSON: a field that comes later is absent from what was sealed before. What seals
// more of somebody embeds it.
type Sealed struct {
	GivenName string `json:"given_name,omitempty"`
	Surname   string `json:"surname"`
	BirthDate string `json:"birth_date,omitempty"`
	BirthYear int    `json:"birth_year,omitempty"`
	Email     string `json:"email,omitempty"`
	Telephone string `json:"telephone,omitempty"`
}

// Sealed answers what is sealed of p.
func (p Person) Sealed() Sealed {
	return Sealed{
		GivenName: p.GivenName, Surname: p.Surname, BirthDate: p.Birth.Date.String(), BirthYear: p.Birth.Year, Email: p.Email,
		Telephone: p.Telephone,
	}
}

// Person answers who was sealed. An error may quote what it could not read.
func (s Sealed) Person() (Person, error) {
	var birth civil.Date
	err := birth.Scan(s.BirthDate)
	return Person{
		GivenName: s.GivenName, Surname: s.Surname, Birth: Birth{Date: birth, Year: s.BirthYear}, Email: s.Email,
		Telephone: s.Telephone,
	}, err
}

// field is the place of a person in its row.
const field = "person"

// Seal answers the person with id as it is kept. Error: privacy.ErrErased.
func Seal(keys privacy.Keys, id string, p Person) ([]byte, error) {
	text, err := json.Marshal(p.Sealed())
	if err != nil {
		return nil, fmt.Errorf("encode a person: %w", err)
	}
	return keys.Seal(id, id, field, text)
}

// Open answers the person with id from what was sealed. Errors: privacy.ErrErased; another where it is not what was sealed.
func Open(keys privacy.Keys, id string, data []byte) (Person, error) {
	text, err := keys.Open(id, id, field, data)
	if err != nil {
		return Person{}, err
	}
	var s Sealed
	var p Person
	err = json.Unmarshal(text, &s)
	if err == nil {
		p, err = s.Person()
	}
	if err != nil {
		// The error itself may quote what it could not read.
		return Person{}, errors.New("decode a person: what was sealed is no person")
	}
	return p, nil
}
