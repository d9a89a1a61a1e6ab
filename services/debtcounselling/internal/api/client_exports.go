package api

import (
	"context"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/processinglog"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// ExportClient answers everything that is kept about a client. It is in the log first, and so in the export.
func (s *Clients) ExportClient(
	ctx context.Context, req *debtcounsellingv1.ExportClientRequest,
) (*debtcounsellingv1.ClientExport, error) {
	row, err := s.openClient(ctx, req.GetClientId())
	if err != nil {
		return nil, err
	}
	c, keys, err := s.openOne(ctx, row)
	if err != nil {
		return nil, err
	}
	if err := s.logRead(ctx, everything, "client/"+c.ID, c.ID); err != nil {
		return nil, err
	}
	export := &debtcounsellingv1.ClientExport{
		Client: encodeClient(c), LogSubject: s.Privacy.Logged(c.ID), CreateTime: timestamppb.New(s.now()),
	}
	err = s.snapshot(ctx, func(in store.Store) error {
		for _, add := range s.exports() {
			if err := add(ctx, in, subject{ID: c.ID, Keys: keys}, export); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	export.ProcessingLines, err = processinglog.About(ctx, s.DB.Read(), s.Privacy.Logged(c.ID))
	return export, err
}

func exportTrajectories(ctx context.Context, in store.Store, of subject, export *debtcounsellingv1.ClientExport) error {
	list, err := in.TrajectoriesOfClient(ctx, of.ID)
	if err != nil {
		return err
	}
	for _, t := range list {
		// Who else is in the trajectory is not the client's own data.
		t.ClientIDs = []string{of.ID}
		export.Trajectories = append(export.Trajectories, encodeTrajectory(t, nil))
	}
	steps, err := in.TransitionsOfClient(ctx, of.ID)
	for _, t := range steps {
		export.TrajectoryTransitions = append(export.TrajectoryTransitions, encodeTransition(t))
	}
	return err
}

func exportDecisions(ctx context.Context, in store.Store, of subject, export *debtcounsellingv1.ClientExport) error {
	list, err := in.DecisionsOfClient(ctx, of.ID)
	for _, d := range list {
		d.Recorder = ""
		export.Decisions = append(export.Decisions, encodeDecision(d))
	}
	return err
}
