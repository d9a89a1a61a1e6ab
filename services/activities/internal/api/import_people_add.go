package api

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/processinglog"
	"github.com/deschoor/meedoen/platform/requestid"
	"github.com/deschoor/meedoen/platform/resource"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// newPerson is somebody whom a file names first.
type newPerson struct {
	newcomer
	claim requestid.Claim
}

func (a *acquaintances) freshIDs() []string {
	list := make([]string, len(a.fresh))
	for i, p := range a.fresh {
		list[i] = p.row.ID
	}
	return list
}

// ready opens the births of those who are there, and seals those who are new and whom a good row says were present.
func (w presenceList) ready(ctx context.Context, who *acquaintances, seen listed) (err error) {
	there := who.there()
	known := make([]string, 0, len(there))
	for id := range there {
		known = append(known, id)
	}
	if who.births, err = w.births(ctx, known...); err != nil {
		return err
	}
	var list []domain.Participant
	var claims []requestid.Claim
	for _, one := range who.needed(seen) {
		list, claims = append(list, w.newParticipant(one)), append(claims, w.claim(one))
	}
	if len(list) == 0 {
		return nil
	}
	sealed, err := w.sealNewcomers(ctx, list)
	if err != nil {
		return err
	}
	who.fresh = make([]newPerson, len(sealed))
	for i, n := range sealed {
		who.fresh[i] = newPerson{newcomer: n, claim: claims[i]}
	}
	return nil
}

// needed answers those who are new and were present, in the order of the file.
func (a *acquaintances) needed(seen listed) (list []*acquaintance) {
	taken := map[string]bool{}
	for _, record := range seen.judged.Records {
		if !record.Value.Present {
			continue
		}
		if one := a.byKey[record.Value.Who.Key()]; one.isNew && !taken[one.id] {
			taken[one.id] = true
			list = append(list, one)
		}
	}
	return list
}

// suits says whether those who are ready to be added are just those whom the rows need as they were judged again.
func (a *acquaintances) suits(seen listed) bool {
	return slices.EqualFunc(a.needed(seen), a.fresh, func(one *acquaintance, p newPerson) bool { return one.id == p.row.ID })
}

func (w presenceList) newParticipant(one *acquaintance) domain.Participant {
	p, now := one.who.Participant(), w.now()
	p.ID, p.State, p.Version, p.Created, p.Updated = one.id, domain.Active, 1, now, now
	p.References = one.references
	return p
}

// personSpace is the name space of the claims on persons of files (RFC 9562 section 5.5).
const personSpace = "0d0a4b1e-63a5-4c0b-8a0c-5c3f7a2e9b41"

// claim answers the claim on a person, by which two files at the same time add the same person once. It is a hash with a
// key: what it is made of could be tried otherwise.
func (d Deps) claim(one *acquaintance) requestid.Claim {
	w := one.who
	hash := d.finder().Hash("person", privacy.Fold(w.Surname), privacy.Fold(w.GivenName), w.Birth.Date.String())
	if w.Reference.IsGiven() {
		hash = d.references().Hash(w.Reference.Source, w.Reference.Number)
	}
	id := uuid.NewSHA1(uuid.MustParse(personSpace), []byte(hash)).String()
	return requestid.Claim{RequestID: id, Hash: []byte(hash), ResourceID: one.id}
}

// addPeople adds the persons who are new. Error: resource.ErrOvertaken where another file added one of them meanwhile.
func (w presenceList) addPeople(
	ctx context.Context, tx *sql.Tx, now time.Time, who *acquaintances, people map[string]domain.Attendee,
) error {
	claims := make([]requestid.Claim, len(who.fresh))
	rows := make([]store.Participant, len(who.fresh))
	for i, p := range who.fresh {
		claims[i], rows[i] = p.claim, p.row
		people[p.row.ID] = domain.Attendee{ID: p.row.ID, Birth: p.Birth}
	}
	made, err := requestid.ClaimAll(ctx, tx, now, "ImportParticipant", claims)
	if err != nil {
		return err
	}
	for i, id := range made {
		if id != rows[i].ID {
			return resource.ErrOvertaken
		}
	}
	if err := store.In(tx).InsertParticipants(ctx, rows); err != nil {
		return err
	}
	return processinglog.Append(ctx, tx, now, w.about(ctx, identity, who.freshIDs()...))
}
