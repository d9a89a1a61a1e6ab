package api

import (
	"context"
	"database/sql"
	"slices"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/patch"
	"github.com/deschoor/meedoen/platform/resource"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// UpdateClient changes a client.
func (s *Clients) UpdateClient(
	ctx context.Context, req *debtcounsellingv1.UpdateClientRequest,
) (answer *debtcounsellingv1.Client, err error) {
	err = resource.Again(func() error {
		answer, err = s.update(ctx, req)
		return err
	})
	return answer, err
}

func (s *Clients) update(ctx context.Context, req *debtcounsellingv1.UpdateClientRequest) (*debtcounsellingv1.Client, error) {
	row, err := s.openClient(ctx, req.GetClient().GetId())
	if err != nil {
		return nil, err
	}
	current, keys, err := s.openOne(ctx, row)
	if err != nil {
		return nil, err
	}
	c, err := s.changed(current, req)
	if err != nil {
		return nil, err
	}
	if row, err = s.seal(keys, s.finder(), c); err != nil {
		return nil, err
	}
	entry, audit := s.about(ctx, identity, c.ID), auditlog.Done(ctx, "client/"+c.ID)
	err = s.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if err := resource.Overtaken(store.In(tx).UpdateClient(ctx, row)); err != nil {
			return err
		}
		if c.Birth != current.Birth || c.Wijk != current.Wijk {
			list, err := store.In(tx).TrajectoriesOfClient(ctx, c.ID)
			if err != nil {
				return err
			}
			if err := s.tellAnew(ctx, tx, list); err != nil {
				return err
			}
		}
		return s.log(ctx, tx, entry, audit)
	})
	if err != nil {
		return nil, err
	}
	return encodeClient(c), nil
}

// changed answers a client as it would become, or every rule that it would break. The citizen service number is never answered,
// so that it stays where the request does not name it.
func (s *Clients) changed(current domain.Client, req *debtcounsellingv1.UpdateClientRequest) (c domain.Client, err error) {
	if err := resource.MatchEtag(req.GetClient().GetEtag(), current.Version); err != nil {
		return c, err
	}
	merged, err := patch.Merge(encodeClient(current), req.GetClient(), req.GetUpdateMask())
	if err != nil {
		return c, err
	}
	if err := grpcx.Validate(merged); err != nil {
		return c, fault.At("client", err)
	}
	c, broken := s.decodeClient(merged)
	if c.BSN == "" && !slices.Contains(req.GetUpdateMask().GetPaths(), "bsn") {
		c.BSN = current.BSN
	}
	c.ID, c.State, c.Version, c.Created, c.Updated = current.ID, current.State, current.Version+1, current.Created, s.now()
	c.Recorder = current.Recorder
	return c, fault.At("client", fault.Violations(broken))
}
