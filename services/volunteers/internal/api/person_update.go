package api

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/patch"
	"github.com/deschoor/meedoen/platform/processinglog"
	"github.com/deschoor/meedoen/platform/resource"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// UpdatePerson changes a person.
func (s *People) UpdatePerson(
	ctx context.Context, req *volunteersv1.UpdatePersonRequest,
) (answer *volunteersv1.Person, err error) {
	me, err := s.own(ctx)
	if err != nil {
		return nil, err
	}
	err = resource.Again(func() error {
		answer, err = s.update(ctx, me, req)
		return err
	})
	return answer, err
}

func (s *People) update(
	ctx context.Context, me own, req *volunteersv1.UpdatePersonRequest,
) (*volunteersv1.Person, error) {
	row, err := store.Reading(s.DB.Read()).Person(ctx, me.reach(req.GetPerson().GetId()))
	if err != nil {
		return nil, err
	}
	current, keys, err := s.openOne(ctx, row)
	if err != nil {
		return nil, err
	}
	p, err := s.changed(me, current, req)
	if err != nil {
		return nil, err
	}
	if row, err = s.seal(keys, s.finder(), p); err != nil {
		return nil, err
	}
	err = s.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if err := resource.Overtaken(store.In(tx).UpdatePerson(ctx, row)); err != nil {
			return err
		}
		if p.Birth != current.Birth {
			if err := s.retellHours(ctx, tx, p); err != nil {
				return err
			}
			if err := s.retellYears(ctx, tx, p.ID); err != nil {
				return err
			}
		}
		return processinglog.Append(ctx, tx, row.Updated, s.about(ctx, identity, p.ID))
	})
	if err != nil {
		return nil, err
	}
	return encodePerson(p), nil
}

// changed answers a person as it would become, or every rule that it would break.
func (s *People) changed(
	me own, current domain.Person, req *volunteersv1.UpdatePersonRequest,
) (p domain.Person, err error) {
	if err := resource.MatchEtag(req.GetPerson().GetEtag(), current.Version); err != nil {
		return p, err
	}
	merged, err := patch.Merge(encodePerson(current), req.GetPerson(), req.GetUpdateMask())
	if err != nil {
		return p, err
	}
	if err := grpcx.Validate(merged); err != nil {
		return p, fault.At("person", err)
	}
	p, broken := s.decodePerson(merged)
	if !me.everybody {
		broken = append(broken, p.CheckOwnChange(current)...)
	}
	p.ID, p.State, p.Version, p.Created, p.Updated = current.ID, current.State, current.Version+1, current.Created, s.now()
	return p, fault.At("person", fault.Violations(broken))
}
