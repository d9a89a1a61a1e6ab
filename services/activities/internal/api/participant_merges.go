package api

import (
	"context"
	"database/sql"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/platform/processinglog"
	"github.com/deschoor/meedoen/platform/resource"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// CreateParticipantMerge merges two participants who are one person.
func (s *Participants) CreateParticipantMerge(
	ctx context.Context, req *activitiesv1.CreateParticipantMergeRequest,
) (*activitiesv1.ParticipantMerge, error) {
	survivor, duplicate := req.GetParticipantId(), req.GetMerge().GetDuplicateId()
	if survivor == duplicate {
		return nil, fault.Violation("merge.duplicate_id", "PARTICIPANT_SAME", "A participant cannot be merged with itself.")
	}
	var merge store.Merge
	err := resource.Again(func() (err error) {
		merge, err = s.merge(ctx, survivor, duplicate, resource.RequestOf("CreateParticipantMerge", req.GetRequestId(), req))
		return err
	})
	if err != nil {
		return nil, err
	}
	// The row is a shell by now. The key goes last: before the merge is kept, it is still needed.
	if err := s.vault().Discard(ctx, merge.DuplicateID); err != nil {
		return nil, err
	}
	return &activitiesv1.ParticipantMerge{
		Id: merge.ID, ParticipantId: merge.ParticipantID, DuplicateId: merge.DuplicateID, CreateTime: timestamppb.New(merge.Created),
	}, nil
}

func (s *Participants) merge(ctx context.Context, survivorID, duplicateID string, r resource.Request) (store.Merge, error) {
	m := s.making()
	// A second delivery finds the duplicate merged. Whether it is one, the transaction says.
	survivor, duplicate, birth, unfit := s.prepareMerge(ctx, m, survivorID, duplicateID)
	entry := s.about(ctx, identity, survivorID, duplicateID)
	merge, err := createAs(ctx, s.Deps, m, r,
		func(ctx context.Context, in store.Store, id string) (store.Merge, error) { return in.Merge(ctx, id) },
		func(ctx context.Context, tx *sql.Tx, m resource.Made) (store.Merge, error) {
			merge := store.Merge{ID: m.ID, ParticipantID: survivorID, DuplicateID: duplicateID, Created: m.Now}
			if unfit != nil {
				return merge, unfit
			}
			if err := resource.Overtaken(store.In(tx).MergeParticipants(ctx, survivor, duplicate, merge)); err != nil {
				return merge, err
			}
			if err := s.moveParticipation(ctx, tx, duplicateID, survivorID, birth, m.Now); err != nil {
				return merge, err
			}
			return merge, processinglog.Append(ctx, tx, m.Now, entry)
		})
	if err == nil && merge.ID != m.ID {
		err = s.logRead(ctx, identity, merge.ParticipantID, merge.DuplicateID)
	}
	return merge, err
}

// prepareMerge answers the survivor, completed and sealed, and the duplicate, both with the version they get, and when the
// person was born.
func (s *Participants) prepareMerge(
	ctx context.Context, m resource.Made, survivorID, duplicateID string,
) (survivor, duplicate store.Participant, birth person.Birth, err error) {
	in := store.Reading(s.DB.Read())
	if survivor, err = in.Participant(ctx, survivorID); err != nil {
		return survivor, duplicate, birth, err
	}
	if duplicate, err = in.Participant(ctx, duplicateID); err != nil {
		return survivor, duplicate, birth, err
	}
	stays, keys, err := s.openOne(ctx, survivor)
	if err != nil {
		return survivor, duplicate, birth, err
	}
	goes, _, err := s.openOne(ctx, duplicate)
	if err != nil {
		return survivor, duplicate, birth, err
	}
	stays = stays.Complete(goes)
	stays.Version, stays.Updated = stays.Version+1, m.Now
	duplicate.Version, duplicate.Updated = duplicate.Version+1, m.Now
	survivor, err = s.seal(keys, stays)
	return survivor, duplicate, stays.Birth, err
}
