package sample

import (
	"context"
	"fmt"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// clearUp merges the people who are registered twice and erases those who asked for it. It looks them up as somebody at a
// desk does, and not by what it sent: of who was merged or erased the service forgets the request too, and would add the
// person anew. So it comes after the seal, and at every load: what was cleared up before is not found again.
func (l *loader) clearUp(ctx context.Context) error {
	for _, m := range l.year.Merges {
		if err := l.merge(ctx, m); err != nil {
			return fmt.Errorf("merge participants: %w", err)
		}
	}
	for _, e := range l.year.Erasures {
		if err := l.erase(ctx, e); err != nil {
			return fmt.Errorf("erase a participant: %w", err)
		}
	}
	return nil
}

func (l *loader) merge(ctx context.Context, m Merge) error {
	found, err := l.find(ctx, m.Participant)
	if err != nil || len(found) < 2 {
		return err
	}
	_, err = call(ctx, l.Participants.CreateParticipantMerge, &activitiesv1.CreateParticipantMergeRequest{
		RequestId: m.RequestID, ParticipantId: found[0], Merge: &activitiesv1.ParticipantMerge{DuplicateId: found[1]},
	})
	return err
}

func (l *loader) erase(ctx context.Context, e Erasure) error {
	found, err := l.find(ctx, e.Participant)
	if err != nil || len(found) == 0 {
		return err
	}
	_, err = call(ctx, l.Participants.CreateParticipantErasure, &activitiesv1.CreateParticipantErasureRequest{
		RequestId: e.RequestID, ParticipantId: found[0],
	})
	return err
}

// find answers the identifiers of those who have the name and birth of a participant of the year, oldest first.
func (l *loader) find(ctx context.Context, requestID string) ([]string, error) {
	p := l.year.participant(requestID)
	answer, err := call(ctx, l.Participants.SearchParticipants, &activitiesv1.SearchParticipantsRequest{
		Surname: p.Surname, BirthDate: p.BirthDate.String(),
	})
	var ids []string
	for _, found := range answer.GetParticipants() {
		if found.GetGivenName() == p.GivenName {
			ids = append(ids, found.GetId())
		}
	}
	return ids, err
}

func (y Year) participant(requestID string) Participant {
	for _, p := range y.Participants {
		if p.RequestID == requestID {
			return p
		}
	}
	return Participant{}
}
