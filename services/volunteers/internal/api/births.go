package api

import (
	"context"
	"errors"

	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// workers are assignments with those who do the work, read and opened before the transaction that needs them.
type workers struct {
	work   map[string]domain.Work  // by the id of the assignment
	people map[string]acquaintance // by the id of the person
}

// workers answers the work of assignments, those there are, and when the people who do it were born.
func (d Deps) workers(ctx context.Context, assignmentIDs map[string]bool) (w workers, err error) {
	var people map[string]store.Person
	err = d.snapshot(ctx, func(st store.Store) (err error) {
		if w.work, err = st.WorkByID(ctx, assignmentIDs); err != nil {
			return err
		}
		ids := map[string]bool{}
		for _, one := range w.work {
			ids[one.PersonID] = true
		}
		people, err = st.PeopleByID(ctx, ids)
		return err
	})
	if err != nil {
		return w, err
	}
	births, err := d.openBirths(ctx, people)
	w.people = make(map[string]acquaintance, len(people))
	for id, p := range people {
		w.people[id] = acquaintance{personID: id, version: p.Version, birth: births[id]}
	}
	return w, err
}

// births answers when people were born, whose keys it reads with one query.
func (d Deps) births(ctx context.Context, people map[string]store.Person) (map[string]person.Birth, error) {
	opened, err := d.openAll(ctx, people)
	births := make(map[string]person.Birth, len(opened))
	for id, p := range opened {
		births[id] = p.Birth
	}
	return births, err
}

// openBirths is births for who is asked of whom nothing may be known: those who were erased are nil.
func (d Deps) openBirths(ctx context.Context, people map[string]store.Person) (map[string]*person.Birth, error) {
	known, err := d.births(ctx, people)
	births := make(map[string]*person.Birth, len(known))
	for id, birth := range known {
		births[id] = &birth
	}
	return births, err
}

// openAll answers who people are, by id, but for those who were erased.
func (d Deps) openAll(ctx context.Context, people map[string]store.Person) (map[string]person.Person, error) {
	var ids []string
	for id, p := range people {
		if p.State == domain.Present {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	keys, err := d.vault().Keys(ctx, ids...)
	if err != nil {
		return nil, err
	}
	opened := make(map[string]person.Person, len(ids))
	for _, id := range ids {
		switch p, err := person.Open(keys, id, people[id].Sealed); {
		case err == nil:
			opened[id] = p
		case !errors.Is(err, privacy.ErrErased):
			return nil, err
		}
	}
	return opened, nil
}
