package person

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/privacy"
)

// sealed is what is sealed of a person, as JSON: a field that comes later is absent from what was sealed before.
type sealed struct {
	GivenName string `json:"given_name,omitempty"`
	Surname   string `json:"surname"`
	BirthDate string `json:"birth_date,omitempty"`
	BirthYear int    `json:"birth_year,omitempty"`
	Email     string `json:"email,omitempty"`
	Telephone string `json:"telephone,omitempty"`
}

// field is the place of a person in its row.
const field = "person"

// Seal answers the person with id as it is kept. Error: privacy.ErrErased.
func Seal(keys privacy.Keys, id string, p Person) ([]byte, error) {
	text, err := json.Marshal(sealed{
		GivenName: p.GivenName, Surname: p.Surname, BirthDate: p.Birth.Date.String(), BirthYear: p.Birth.Year, Email: p.Email,
		Telephone: p.Telephone,
	})
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
	var s sealed
	var birth civil.Date
	err = json.Unmarshal(text, &s)
	if err == nil {
		err = birth.Scan(s.BirthDate)
	}
	if err != nil {
		// The error itself may quote what it could not read.
		return Person{}, errors.New("decode a person: what was sealed is no person")
	}
	return Person{
		GivenName: s.GivenName, Surname: s.Surname, Birth: Birth{Date: birth, Year: s.BirthYear}, Email: s.Email,
		Telephone: s.Telephone,
	}, nil
}
