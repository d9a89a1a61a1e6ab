package api

import (
	"context"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/processinglog"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/support/internal/store"
)

// ExportResident answers everything that is kept about a resident. It is in the log first, and so in the export.
func (s *Residents) ExportResident(
	ctx context.Context, req *supportv1.ExportResidentRequest,
) (*supportv1.ResidentExport, error) {
	r, keys, err := s.openOne(ctx, req.GetResidentId())
	if err != nil {
		return nil, err
	}
	if err := s.logRead(ctx, everything, "resident/"+r.ID, r.ID); err != nil {
		return nil, err
	}
	export := &supportv1.ResidentExport{
		Resident: encodeResident(r), LogSubject: s.Privacy.Logged(r.ID), CreateTime: timestamppb.New(s.now()),
	}
	err = s.snapshot(ctx, func(in store.Store) error {
		for _, add := range s.exports() {
			if err := add(ctx, in, subject{ID: r.ID, Keys: keys}, export); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	export.ProcessingLines, err = processinglog.About(ctx, s.DB.Read(), s.Privacy.Logged(r.ID))
	return export, err
}
