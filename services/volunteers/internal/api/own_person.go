package api

import (
	"context"

	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// GetOwnPerson answers who calls.
func (s *People) GetOwnPerson(
	ctx context.Context, _ *volunteersv1.GetOwnPersonRequest,
) (*volunteersv1.OwnPerson, error) {
	me, err := s.own(ctx)
	if err != nil {
		return nil, err
	}
	var row store.Person
	var engagements []domain.Engagement
	var assignments []domain.Assignment
	err = s.snapshot(ctx, func(in store.Store) (err error) {
		if row, err = in.Person(ctx, me.personID); err != nil {
			return err
		}
		if engagements, err = in.EngagementsOf(ctx, me.personID); err != nil {
			return err
		}
		assignments, err = in.AssignmentsOfPerson(ctx, me.personID)
		return err
	})
	if err != nil {
		return nil, err
	}
	p, _, err := s.openOne(ctx, row)
	if err != nil {
		return nil, err
	}
	answer := &volunteersv1.OwnPerson{Person: encodePerson(p)}
	for _, e := range engagements {
		answer.EngagementIds = append(answer.EngagementIds, e.ID)
	}
	for _, a := range assignments {
		answer.AssignmentIds = append(answer.AssignmentIds, a.ID)
	}
	return answer, s.logRead(ctx, identity, p.ID)
}
