package api

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/patch"
	"github.com/deschoor/meedoen/platform/resource"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/store"
)

// UpdateResident changes a resident.
func (s *Residents) UpdateResident(
	ctx context.Context, req *supportv1.UpdateResidentRequest,
) (answer *supportv1.Resident, err error) {
	err = resource.Again(func() error {
		answer, err = s.update(ctx, req)
		return err
	})
	return answer, err
}

func (s *Residents) update(ctx context.Context, req *supportv1.UpdateResidentRequest) (*supportv1.Resident, error) {
	current, keys, err := s.openOne(ctx, req.GetResident().GetId())
	if err != nil {
		return nil, err
	}
	r, err := s.changed(current, req)
	if err != nil {
		return nil, err
	}
	row, err := s.seal(keys, s.finder(), r)
	if err != nil {
		return nil, err
	}
	done := s.done(ctx, identity, "resident/"+r.ID, r.ID)
	err = s.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if err := resource.Overtaken(store.In(tx).UpdateResident(ctx, row)); err != nil {
			return err
		}
		if r.Birth != current.Birth || r.Wijk != current.Wijk {
			if err := s.tellGuidanceOf(ctx, tx, r.ID); err != nil {
				return err
			}
		}
		return s.log(ctx, tx, done)
	})
	if err != nil {
		return nil, err
	}
	return encodeResident(r), nil
}

// changed answers a resident as it would become, or every rule that it would break.
func (s *Residents) changed(current domain.Resident, req *supportv1.UpdateResidentRequest) (r domain.Resident, err error) {
	if err := resource.MatchEtag(req.GetResident().GetEtag(), current.Version); err != nil {
		return r, err
	}
	merged, err := patch.Merge(encodeResident(current), req.GetResident(), req.GetUpdateMask())
	if err != nil {
		return r, err
	}
	if err := grpcx.Validate(merged); err != nil {
		return r, fault.At("resident", err)
	}
	r, broken := s.decodeResident(merged)
	r.ID, r.State, r.Version, r.Created, r.Updated = current.ID, current.State, current.Version+1, current.Created, s.now()
	return r, fault.At("resident", fault.Violations(broken))
}
