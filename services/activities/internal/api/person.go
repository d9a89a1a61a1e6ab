package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/processinglog"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/events"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// sealedPerson is what is sealed of a person, as JSON: a field that comes later is absent from what was sealed before.
type sealedPerson struct {
	person.Sealed
	References []sealedReference `json:"references,omitempty"`
}

type sealedReference struct {
	Source string `json:"source"`
	Number string `json:"number"`
}

// personField is the place of a person in its row.
const personField = "person"

func (d Deps) vault() privacy.Vault { return d.Privacy.Vault(events.Service) }

// seal answers a participant as it is kept, with the hashes it is found by.
func (d Deps) seal(keys privacy.Keys, p domain.Participant) (store.Participant, error) {
	row := store.Participant{
		ID: p.ID, Hashes: d.hashes(p), Wijk: p.Wijk, State: p.State, Version: p.Version, Created: p.Created,
		Updated: p.Updated,
	}
	var references []sealedReference
	for _, r := range p.References {
		references = append(references, sealedReference(r))
	}
	text, err := json.Marshal(sealedPerson{Sealed: p.Sealed(), References: references})
	if err != nil {
		return row, fmt.Errorf("encode a person: %w", err)
	}
	row.Sealed, err = keys.Seal(p.ID, p.ID, personField, text)
	return row, erased(err)
}

// open answers active participants, whose keys it reads with one query. Who was erased meanwhile is not among them.
func (d Deps) open(ctx context.Context, rows ...store.Participant) ([]domain.Participant, error) {
	return privacy.OpenEach(ctx, d.vault(), rows, func(row store.Participant) string { return row.ID }, open)
}

// openOne answers one participant, and its key to seal it again.
//
// Errors: NOT_FOUND (PARTICIPANT_MERGED, PARTICIPANT_ERASED).
func (d Deps) openOne(ctx context.Context, row store.Participant) (domain.Participant, privacy.Keys, error) {
	if err := row.Use(); err != nil {
		return domain.Participant{}, privacy.Keys{}, err
	}
	keys, err := d.vault().Keys(ctx, row.ID)
	if err != nil {
		return domain.Participant{}, keys, err
	}
	p, err := open(keys, row)
	return p, keys, erased(err)
}

// open answers a participant. Errors: privacy.ErrErased; another where the row is not what was sealed.
func open(keys privacy.Keys, row store.Participant) (domain.Participant, error) {
	p := domain.Participant{
		ID: row.ID, Wijk: row.Wijk, State: row.State, Version: row.Version, Created: row.Created, Updated: row.Updated,
	}
	text, err := keys.Open(row.ID, row.ID, personField, row.Sealed)
	if err != nil {
		return p, err
	}
	var s sealedPerson
	err = json.Unmarshal(text, &s)
	if err == nil {
		p.Person, err = s.Person()
	}
	if err != nil {
		// The error itself may quote what it could not read.
		return p, errors.New("decode a person: what was sealed is no person")
	}
	for _, r := range s.References {
		p.References = append(p.References, domain.Reference(r))
	}
	return p, nil
}

// erased answers the fault of who has no key: the row is about to go, or came back with an old copy.
func erased(err error) error {
	if errors.Is(err, privacy.ErrErased) {
		return store.Participant{State: domain.Erased}.Use()
	}
	return err
}

// Counted answers the pseudonym under which a person is counted on a date, by the id that stands for the person
// (store.Participant.PersonID).
func (d Deps) Counted(personID string, date civil.Date) string {
	return d.Privacy.Counted(personID, date.Year)
}

// log is the processing log about participants.
func (d Deps) log() processinglog.Log {
	return processinglog.Log{DB: d.DB, Clock: d.Clock, SubjectType: "participant", Pseudonym: d.Privacy.Logged}
}

// about answers the entry in the processing log of what is done with the data of participants.
func (d Deps) about(ctx context.Context, fields string, ids ...string) processinglog.Entry {
	return d.log().About(ctx, fields, ids...)
}

// logRead has what was read of participants in the processing log before it is answered.
func (d Deps) logRead(ctx context.Context, fields string, ids ...string) error {
	return d.log().Read(ctx, fields, ids...)
}
