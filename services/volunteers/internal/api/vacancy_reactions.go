package api

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/processinglog"
	"github.com/deschoor/meedoen/platform/resource"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// reactionFields is the class of data in the processing log: who reacted to what.
const reactionFields = "reaction"

// CreateVacancyReaction records that somebody reacted to a vacancy.
func (s *Vacancies) CreateVacancyReaction(
	ctx context.Context, req *volunteersv1.CreateVacancyReactionRequest,
) (*volunteersv1.VacancyReaction, error) {
	me, err := s.own(ctx)
	if err != nil {
		return nil, err
	}
	m, made, first := req.GetReaction(), resource.Making(s.Clock.Now()), false
	personID, by := me.reach(m.GetPersonId()), me.recorder(ctx)
	entry := s.about(ctx, reactionFields, personID)
	reaction, err := resource.Create(ctx, s.DB, made,
		resource.RequestOf(me.scope("CreateVacancyReaction/"+req.GetVacancyId()), req.GetRequestId(), m), loadVacancyReaction,
		func(ctx context.Context, tx *sql.Tx) (domain.VacancyReaction, error) {
			var d resource.Dates
			first = true
			r := domain.VacancyReaction{
				ID: made.ID, VacancyID: req.GetVacancyId(), PersonID: personID, Date: d.Read("date", m.GetDate()),
				Recorder: by, Created: made.Now,
			}
			if err := s.checkReaction(ctx, tx, r, d.Broken); err != nil {
				return r, err
			}
			if err := store.In(tx).InsertVacancyReaction(ctx, r); err != nil {
				return r, err
			}
			return r, processinglog.Append(ctx, tx, made.Now, entry)
		})
	if err == nil && !first {
		err = s.logRead(ctx, reactionFields, reaction.PersonID)
	}
	if err != nil {
		return nil, err
	}
	return encodeVacancyReaction(reaction), nil
}

// checkReaction locks the person and the vacancy, and answers what is wrong with a reaction.
func (s *Vacancies) checkReaction(
	ctx context.Context, tx *sql.Tx, r domain.VacancyReaction, broken []fault.Field,
) error {
	people, err := store.In(tx).LockPeopleByID(ctx, map[string]bool{r.PersonID: true})
	if err != nil {
		return err
	}
	v, err := store.In(tx).LockVacancy(ctx, r.VacancyID)
	if err != nil {
		return err
	}
	who, there := people[r.PersonID]
	if !there {
		broken = append(broken, fault.Field{Path: "person_id", Reason: "PERSON_UNKNOWN", Text: "There is no person with this id."})
	}
	if today := s.today(); r.Date.After(today) {
		broken = append(broken, fault.Field{Path: "date", Reason: "DATE_IN_FUTURE", Text: "Today is " + today.String() + "."})
	}
	if err := fault.Violations(broken); err != nil {
		return fault.At("reaction", err)
	}
	if err := who.Use(); err != nil {
		return err
	}
	return v.Open()
}

// ListVacancyReactions lists the reactions to a vacancy, oldest first.
func (s *Vacancies) ListVacancyReactions(
	ctx context.Context, req *volunteersv1.ListVacancyReactionsRequest,
) (*volunteersv1.ListVacancyReactionsResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	reading := store.Reading(s.DB.Read())
	if _, err := reading.Vacancy(ctx, req.GetVacancyId()); err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	list, err := reading.VacancyReactions(ctx, req.GetVacancyId(), after, size+1)
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(r domain.VacancyReaction) string { return r.ID })
	answer := &volunteersv1.ListVacancyReactionsResponse{NextPageToken: next}
	var people []string
	for _, r := range list {
		answer.Reactions, people = append(answer.Reactions, encodeVacancyReaction(r)), append(people, r.PersonID)
	}
	return answer, s.logRead(ctx, reactionFields, people...)
}

func loadVacancyReaction(ctx context.Context, tx *sql.Tx, id string) (domain.VacancyReaction, error) {
	return store.In(tx).VacancyReaction(ctx, id)
}

// dropReactions removes what a person reacted to where the person is erased: a reaction counts in no figure.
func dropReactions(ctx context.Context, tx *sql.Tx, personID, _ string) error {
	return store.In(tx).DeleteReactionsOfPerson(ctx, personID)
}
