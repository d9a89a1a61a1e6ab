package importing

import (
	"slices"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
)

// Crowd are the persons that the rows of a file speak of, each once. The zero Crowd is ready.
type Crowd struct {
	keys    []Key
	persons map[Key]Who
}

// Key tells the persons of a file apart: by the id, or else by the reference, or else by the names and the date of birth.
type Key struct {
	id, given, surname string
	reference          domain.Reference
	born               civil.Date
}

// Key answers which person of the file it is.
func (w Who) Key() Key {
	switch {
	case w.ID != "":
		return Key{id: w.ID}
	case w.Reference.IsGiven():
		return Key{reference: w.Reference}
	}
	return Key{given: privacy.Fold(w.GivenName), surname: privacy.Fold(w.Surname), born: w.Birth.Date}
}

// Add adds what a row says of a person to what rows before it said, and answers what cannot be true together. People move,
// and are called by more than one name: where those differ, the first row holds.
func (c *Crowd) Add(w Who) []fault.Field {
	key := w.Key()
	known, before := c.persons[key]
	if !before {
		if c.persons == nil {
			c.persons = map[Key]Who{}
		}
		c.keys = append(c.keys, key)
		c.persons[key] = w
		return nil
	}
	var broken []fault.Field
	birth, agree := birthOf(known.Birth.One(), w.Birth.One())
	if !agree {
		broken = append(broken, fault.Field{Path: "birth_date", Reason: ReasonPersonContradicted})
	}
	if known.Surname != "" && w.Surname != "" && privacy.Fold(known.Surname) != privacy.Fold(w.Surname) {
		broken = append(broken, fault.Field{Path: "surname", Reason: ReasonPersonContradicted})
	}
	if len(broken) > 0 {
		return broken
	}
	if known.Surname == "" {
		known.Surname = w.Surname
	}
	if known.GivenName == "" {
		known.GivenName = w.GivenName
	}
	if known.Wijk == (areas.Wijk{}) {
		known.Wijk = w.Wijk
	}
	known.Birth = birth
	c.persons[key] = known
	return nil
}

// Persons answers what is known of each, in the order of the file.
func (c *Crowd) Persons() []Who {
	list := make([]Who, len(c.keys))
	for i, key := range c.keys {
		list[i] = c.persons[key]
	}
	return list
}

// The reasons why a row does not say who was there.
const (
	reasonPersonMissing = "PERSON_MISSING"
	reasonSourceMissing = "SOURCE_MISSING"

	// ReasonPersonContradicted: a row before it says otherwise of the same person.
	ReasonPersonContradicted = "PERSON_CONTRADICTED"
	// ReasonPersonUnknown: there is no participant with the id.
	ReasonPersonUnknown = "PARTICIPANT_UNKNOWN"
	// ReasonPersonErased: the participant was erased.
	ReasonPersonErased = "PARTICIPANT_ERASED"
	// ReasonPersonAmbiguous: more than one participant, or one of whom too little is known, may be the person.
	ReasonPersonAmbiguous = "PARTICIPANT_AMBIGUOUS"
)

// Match answers which of participants a person with names and a date of birth is; all have its surname and that date. None
// is "". A participant without a given name may be the person or a brother or sister, which nobody may guess.
func (w Who) Match(participants []domain.Participant) (id, reason string) {
	var same []domain.Participant
	for _, p := range participants {
		if privacy.Fold(p.GivenName) == privacy.Fold(w.GivenName) {
			same = append(same, p)
		}
	}
	switch {
	case len(same) == 1:
		return same[0].ID, ""
	case len(same) > 1, slices.ContainsFunc(participants, func(p domain.Participant) bool { return p.GivenName == "" }):
		return "", ReasonPersonAmbiguous
	}
	return "", ""
}
