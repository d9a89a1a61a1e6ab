package api

import (
	"context"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/processinglog"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// ExportParticipant answers everything that is kept about a person. It is in the log first, and so in the export.
func (s *Participants) ExportParticipant(
	ctx context.Context, req *activitiesv1.ExportParticipantRequest,
) (*activitiesv1.ParticipantExport, error) {
	in := store.Reading(s.DB.Read())
	row, err := in.Participant(ctx, req.GetParticipantId())
	if err != nil {
		return nil, err
	}
	p, _, err := s.openOne(ctx, row)
	if err != nil {
		return nil, err
	}
	aliases, err := in.Aliases(ctx, p.ID)
	if err != nil {
		return nil, err
	}
	if err := s.logRead(ctx, everything, p.ID); err != nil {
		return nil, err
	}
	export := &activitiesv1.ParticipantExport{
		Participant: encodeParticipant(p), MergedIds: aliases, LogSubject: s.Privacy.Logged(p.ID),
		CreateTime: timestamppb.New(s.now()),
	}
	if err := addParticipation(ctx, in, p.ID, export); err != nil {
		return nil, err
	}
	for _, id := range append([]string{p.ID}, aliases...) {
		lines, err := processinglog.About(ctx, s.DB.Read(), s.Privacy.Logged(id))
		if err != nil {
			return nil, err
		}
		export.ProcessingLines = append(export.ProcessingLines, lines...)
	}
	return export, nil
}
