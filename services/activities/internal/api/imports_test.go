package api_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/genproto/googleapis/api/httpbody"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

func TestRowsOfAFileAreRecordedAsHeadCounts(t *testing.T) {
	eachWay(t, func(t *testing.T, r *rig, deliver way) {
		v := r.addVisit(t)
		file := sheetOf("12", "1 juni 2022;"+v.location+";Inloop in de buurt;avond;1,0;schatting")

		answer, err := deliver(r.staff(t), r, file, false, false)

		require.NoError(t, err)
		require.Equal(t, "recorded: 2 read, 2 recorded, 0 known, 0 bad", told(answer))
		listed, err := r.counts.ListHeadCounts(r.staff(t), &activitiesv1.ListHeadCountsRequest{})
		require.NoError(t, err)
		require.Len(t, listed.GetHeadCounts(), 2, "in the order of the file")
		want := v.request().GetHeadCount()
		second := v.request(on("2022-06-01"), counted(1)).GetHeadCount()
		second.PartOfDay = activitiesv1.PartOfDay_PART_OF_DAY_EVENING
		second.Method = activitiesv1.CountMethod_COUNT_METHOD_ESTIMATE
		for i, want := range []*activitiesv1.HeadCount{want, second} {
			got := listed.GetHeadCounts()[i]
			want.Id, want.Recorder, want.Etag = got.GetId(), staffSubject, got.GetEtag()
			want.CreateTime, want.UpdateTime = stored(now()), stored(now())
			requireProto(t, want, got)
		}
		require.Len(t, r.rows(t, "outbox"), 2+2)
	})
}

func TestFileThatIsDeliveredTwiceCountsOnce(t *testing.T) {
	eachWay(t, func(t *testing.T, r *rig, deliver way) {
		r.addVisit(t)
		first := sheetOf("12", "13", "12")
		answer, err := deliver(r.staff(t), r, first, false, false)
		require.NoError(t, err)
		require.Equal(t, "recorded: 3 read, 3 recorded, 0 known, 0 bad", told(answer), "equal rows are counts of their own")
		before := r.state(t)

		answer, err = deliver(r.importer(t), r, strings.ReplaceAll(sheetOf("13", "12,0", "12"), ";", "\t"), false, false)

		require.NoError(t, err)
		require.Equal(t, "recorded: 3 read, 0 recorded, 3 known, 0 bad", told(answer), "in another order and shape, by somebody else")
		require.Equal(t, before, r.state(t))

		answer, err = deliver(r.staff(t), r, first+sheetOf("12", "14")[len(sheetOf()):], false, false)
		require.NoError(t, err)
		require.Equal(t, "recorded: 5 read, 2 recorded, 3 known, 0 bad", told(answer), "of a file that grew the new rows count")
		require.Len(t, r.rows(t, "head_count"), 5)
	})
}

func TestWithdrawnCountDoesNotComeBackWithItsFile(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.addVisit(t)
		_, err := atOnce(r.staff(t), r, sheetOf("12"), false, false)
		require.NoError(t, err)
		listed, err := r.counts.ListHeadCounts(r.staff(t), &activitiesv1.ListHeadCountsRequest{})
		require.NoError(t, err)
		_, err = r.correct(t, listed.GetHeadCounts()[0].GetId(), corrected(0, withdrawn))
		require.NoError(t, err)

		answer, err := atOnce(r.staff(t), r, sheetOf("12"), false, false)

		require.NoError(t, err)
		require.Equal(t, "recorded: 1 read, 0 recorded, 1 known, 0 bad", told(answer))
		require.True(t, r.count(t, listed.GetHeadCounts()[0].GetId()).GetWithdrawn())
	})
}

func TestFileWithBadRowsRecordsNothingOrTheGoodOnes(t *testing.T) {
	eachWay(t, func(t *testing.T, r *rig, deliver way) {
		r.addVisit(t)
		before := r.state(t)
		file := sheetOf("12", "12,5", "13", ";Elders;inloop;ochtend;-1;turven", "16-6-2022;De Schoor aan de Haven;inloop;nacht;1;turven")
		const bad = "3 Aantal NUMBER_NOT_WHOLE; 5 Datum CELL_EMPTY; 5 Locatie LOCATION_UNKNOWN; 5 Aantal COUNT_NEGATIVE; " +
			"6 Dagdeel VALUE_UNKNOWN; 6 Datum DATE_IN_FUTURE"

		answer, err := deliver(r.staff(t), r, file, false, false)
		require.NoError(t, err)
		require.Equal(t, "rejected: 5 read, 0 recorded, 0 known, 3 bad; "+bad, told(answer))
		require.EqualValues(t, 6, answer.GetViolations())
		require.Equal(t, before, r.state(t))

		answer, err = deliver(r.staff(t), r, file, true, false)
		require.NoError(t, err)
		require.Equal(t, "recorded: 5 read, 2 recorded, 0 known, 3 bad; "+bad, told(answer))
		require.Len(t, r.rows(t, "head_count"), 2)

		answer, err = deliver(r.staff(t), r, sheetOf("-1"), true, false)
		require.NoError(t, err)
		require.Equal(t, "rejected: 1 read, 0 recorded, 0 known, 1 bad; 2 Aantal COUNT_NEGATIVE", told(answer), "no row is good")
	})
}

func TestFileThatCannotBeReadIsAnsweredWithWhy(t *testing.T) {
	eachWay(t, func(t *testing.T, r *rig, deliver way) {
		r.addVisit(t)
		for file, want := range map[string]string{
			"":                               "1  FILE_EMPTY",
			"PK\x03\x04":                     "1  FILE_NOT_CSV",
			"Datum;Dag\n":                    "1 Datum COLUMN_REPEATED; 1 Locatie COLUMN_MISSING; 1 Programma COLUMN_MISSING; 1 Dagdeel COLUMN_MISSING; 1 Aantal COLUMN_MISSING; 1 Telwijze COLUMN_MISSING",
			sheetOf("12") + "\"":             "3  QUOTES_BROKEN",
			sheetOf("12", "\xe9;\xc3\xa9;;"): "3  ENCODING_BROKEN",
		} {
			answer, err := deliver(r.staff(t), r, file, true, false)
			require.NoError(t, err)
			require.Equal(t, "rejected: 0 read, 0 recorded, 0 known, 0 bad; "+want, told(answer))
		}
		require.Empty(t, r.rows(t, "head_count"))
	})
}

func TestFileIsOnlyValidatedWhereThatIsAsked(t *testing.T) {
	eachWay(t, func(t *testing.T, r *rig, deliver way) {
		r.addVisit(t)
		before := r.state(t)
		for file, want := range map[string]string{
			sheetOf("12"):       "validated: 1 read, 0 recorded, 0 known, 0 bad",
			sheetOf("12", "-1"): "rejected: 2 read, 0 recorded, 0 known, 1 bad; 3 Aantal COUNT_NEGATIVE",
		} {
			answer, err := deliver(r.staff(t), r, file, false, true)
			require.NoError(t, err)
			require.Equal(t, want, told(answer))
		}
		require.Equal(t, before, r.state(t))
	})
}

func TestOnlyAnImporterRecordsPastYears(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.addVisit(t)
		file := sheetOf("31-12-2021;De Schoor aan de Haven;inloop;ochtend;12;turven")
		answer, err := atOnce(r.staff(t), r, file, false, false)
		require.NoError(t, err)
		require.Equal(t, "rejected: 1 read, 0 recorded, 0 known, 1 bad; 2 Datum PAST_YEAR_NEEDS_IMPORTER", told(answer))
		answer, err = atOnce(r.importer(t), r, file, false, false)
		require.NoError(t, err)
		require.Equal(t, "recorded: 1 read, 1 recorded, 0 known, 0 bad", told(answer))
	})
}

func TestColumnsThatAreLeftOutAreNamedByTheirLetters(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.addVisit(t)
		file := strings.ReplaceAll(sheetOf("12"), "\n", ";Jan Jansen\n")
		answer, err := atOnce(r.staff(t), r, file, false, false)
		require.NoError(t, err)
		require.Equal(t, []string{"G"}, answer.GetIgnoredColumns())
		require.NotContains(t, answer.String(), "Jansen")
	})
}

func TestEveryViolationIsSentAndTheFirstThousandAreAnswered(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.addVisit(t)
		file := sheetOf(strings.Split(strings.Repeat("-1 ", 2500)+"12", " ")...)
		for name, want := range map[string]int{"at once": 1000, "in parts": 2500} {
			answer, err := ways()[name](r.staff(t), r, file, false, false)
			require.NoError(t, err)
			require.EqualValues(t, 2500, answer.GetRowsRejected())
			require.EqualValues(t, 2500, answer.GetViolations())
			require.Len(t, answer.GetRejections(), want)
		}
	})
}

func TestImportsOfOneFileAtTheSameTimeCountItOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.addVisit(t)
		var rows []string
		for i := range 3000 {
			rows = append(rows, strings.Repeat("0", i/500)+"7") // many that say the same
		}
		answers := make([]*activitiesv1.Import, 4)
		errs := together(len(answers), func(i int) (err error) {
			answers[i], err = inParts(r.staff(t), r, sheetOf(rows...), false, false)
			return err
		})
		recorded := 0
		for i, err := range errs {
			require.NoError(t, err)
			require.EqualValues(t, 3000, answers[i].GetRowsRecorded()+answers[i].GetRowsKnown())
			recorded += int(answers[i].GetRowsRecorded())
		}
		require.Equal(t, 3000, recorded)
		require.Len(t, r.rows(t, "head_count"), 3000)
	})
}

func TestPlaceThatClosesMeanwhileIsEitherOpenForAllRowsOrForNone(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		var answer *activitiesv1.Import
		errs := together(2, func(i int) (err error) {
			if i == 0 {
				_, err = r.updateLocation(t, &activitiesv1.Location{Id: v.location, ClosingDate: proto.String("2022-05-31")})
				return err
			}
			answer, err = inParts(r.staff(t), r, sheetOf(strings.Split(strings.Repeat("7 ", 2999)+"7", " ")...), false, false)
			return err
		})
		require.Equal(t, []error{nil, nil}, errs)
		require.Contains(t, []int32{0, 3000}, answer.GetRowsRecorded())
		require.Len(t, r.rows(t, "head_count"), int(answer.GetRowsRecorded()))
	})
}

func part(text string) *activitiesv1.UploadImportRequest {
	return &activitiesv1.UploadImportRequest{Message: &activitiesv1.UploadImportRequest_Part{Part: []byte(text)}}
}

func settings() *activitiesv1.UploadImportRequest {
	return &activitiesv1.UploadImportRequest{Message: &activitiesv1.UploadImportRequest_Settings{
		Settings: &activitiesv1.ImportSettings{Kind: headCounts},
	}}
}

func TestUploadTellsHowFarItIsAndEndsWithAllRows(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.addVisit(t)
		_, progress, err := upload(r.staff(t), r, settings(), part(sheetOf(strings.Split(strings.Repeat("7 ", 2499)+"7", " ")...)))
		require.NoError(t, err)
		last := int32(0)
		for _, p := range progress {
			require.Greater(t, p.GetRowsDone(), last)
			require.EqualValues(t, 2500, p.GetRowsTotal())
			last = p.GetRowsDone()
		}
		require.EqualValues(t, 2500, last)
	})
}

func TestUploadThatMakesNoSenseIsRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		type message = activitiesv1.UploadImportRequest
		tests := map[string]struct {
			messages []*message
			want     string
		}{
			"nothing":             {nil, "settings SETTINGS_MISSING"},
			"no settings":         {[]*message{part("x")}, "settings SETTINGS_MISSING"},
			"settings twice":      {[]*message{settings(), settings()}, "settings SETTINGS_REPEATED"},
			"settings later":      {[]*message{settings(), part("x"), settings()}, "settings SETTINGS_REPEATED"},
			"an empty message":    {[]*message{{}}, "message REQUIRED"},
			"no kind":             {[]*message{{Message: &activitiesv1.UploadImportRequest_Settings{Settings: &activitiesv1.ImportSettings{}}}}, "settings.kind ENUM_NOT_IN"},
			"a part that is long": {[]*message{settings(), part(strings.Repeat("x", 1<<20+1))}, "part BYTES_MAX_LEN"},
			"a file that is":      {append([]*message{settings()}, slicesOf(17)...), "file FILE_TOO_LARGE"},
		}
		for name, tt := range tests {
			t.Run(name, func(t *testing.T) {
				r.refuses(t, invalid(tt.want), func() error {
					_, _, err := upload(r.staff(t), r, tt.messages...)
					return err
				})
			})
		}
	})
}

// slicesOf answers n parts of a megabyte.
func slicesOf(n int) (parts []*activitiesv1.UploadImportRequest) {
	for range n {
		parts = append(parts, part(strings.Repeat("x", 1<<20)))
	}
	return parts
}

func TestFileAtOnceThatMakesNoSenseIsRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		create := func(req *activitiesv1.CreateImportRequest) func() error {
			return func() error {
				_, err := r.imports.CreateImport(r.staff(t), req)
				return err
			}
		}
		r.refuses(t, invalid("file REQUIRED", "kind ENUM_NOT_IN"), create(&activitiesv1.CreateImportRequest{}))
		large := &httpbody.HttpBody{Data: make([]byte, 4_000_001)}
		r.refuses(t, invalid("file FILE_TOO_LARGE"), create(&activitiesv1.CreateImportRequest{Kind: headCounts, File: large}))
		large.Data = make([]byte, 5<<20)
		_, err := r.imports.CreateImport(r.staff(t), &activitiesv1.CreateImportRequest{Kind: headCounts, File: large})
		require.Equal(t, codes.ResourceExhausted, status.Code(err))
	})
}
