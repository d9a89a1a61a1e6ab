package api

import (
	"context"
	"database/sql"
	"fmt"

	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/platform/processinglog"
	"github.com/deschoor/meedoen/platform/resource"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// The classes of data that the processing log tells apart.
const (
	registrationFields = "registration" // who wants to take part in what
	attendanceFields   = "attendance"   // who took part in what
)

// births are when participants were born, by the id that stands for the person. They are opened before the transaction that
// needs them.
type births map[string]person.Birth

// births answers when participants with ids were born, those who are active or were found to be one who is.
func (d Deps) births(ctx context.Context, ids ...string) (births, error) {
	persons, err := d.persons(ctx, ids)
	if err != nil {
		return nil, err
	}
	var active []store.Participant
	for _, p := range persons {
		if p.State == domain.Active {
			active = append(active, p)
		}
	}
	known := births{}
	if len(active) == 0 {
		return known, nil
	}
	opened, err := d.open(ctx, active...)
	if err != nil {
		return nil, err
	}
	for _, p := range opened {
		known[p.ID] = p.Birth
	}
	return known, nil
}

// persons answers the participants with ids, and those whom they were found to be.
func (d Deps) persons(ctx context.Context, ids []string) (map[string]store.Participant, error) {
	tx, err := d.DB.Read().BeginTx(ctx, nil)
	if err != nil {
		return nil, fmt.Errorf("read participants: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	return withSurvivors(ctx, setOf(ids...), store.In(tx).ParticipantsByID)
}

// withSurvivors answers the participants with ids that read answers, and those whom they were found to be.
func withSurvivors(
	ctx context.Context, ids map[string]bool,
	read func(context.Context, map[string]bool) (map[string]store.Participant, error),
) (map[string]store.Participant, error) {
	persons, err := read(ctx, ids)
	if err != nil {
		return nil, err
	}
	survivors := map[string]bool{}
	for _, p := range persons {
		if !ids[p.PersonID()] {
			survivors[p.PersonID()] = true
		}
	}
	others, err := read(ctx, survivors)
	for id, p := range others {
		persons[id] = p
	}
	return persons, err
}

// lockPeople answers who the participants with ids are, those there are, and keeps it so until the transaction ends.
//
// Error: resource.ErrOvertaken where somebody was merged since births were read.
func (d Deps) lockPeople(
	ctx context.Context, tx *sql.Tx, known births, ids map[string]bool,
) (map[string]domain.Attendee, error) {
	persons, err := withSurvivors(ctx, ids, store.In(tx).LockParticipantsByID)
	if err != nil {
		return nil, err
	}
	people := map[string]domain.Attendee{}
	for id := range ids {
		asked, there := persons[id]
		if !there {
			continue
		}
		person := persons[asked.PersonID()]
		birth, opened := known[person.ID]
		if person.State == domain.Active && !opened {
			return nil, resource.ErrOvertaken
		}
		people[id] = domain.Attendee{ID: person.ID, Birth: birth, Erased: person.State == domain.Erased}
	}
	return people, nil
}

func setOf(ids ...string) map[string]bool {
	set := make(map[string]bool, len(ids))
	for _, id := range ids {
		set[id] = true
	}
	return set
}

// about is what a call does with the data of whom, for the processing log.
type about[R any] struct {
	fields  string
	subject func(R) string // the participant
}

// createAbout is create for what is about a participant. What is done is in the processing log together with it; a second
// delivery reads, which is logged before the answer leaves.
func createAbout[R any](ctx context.Context, d Deps, of about[R], scope, requestID string, content proto.Message,
	load func(context.Context, store.Store, string) (R, error),
	make func(context.Context, *sql.Tx, resource.Made) (R, error),
) (R, error) {
	logged := false
	resource, err := create(ctx, d, scope, requestID, content, load,
		func(ctx context.Context, tx *sql.Tx, m resource.Made) (R, error) {
			r, err := make(ctx, tx, m)
			if err != nil {
				return r, err
			}
			logged = true
			return r, processinglog.Append(ctx, tx, m.Now, d.about(ctx, of.fields, of.subject(r)))
		})
	if err == nil && !logged {
		err = d.logRead(ctx, of.fields, of.subject(resource))
	}
	return resource, err
}
