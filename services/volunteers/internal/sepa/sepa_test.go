package sepa_test

import (
	"encoding/csv"
	"encoding/xml"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/services/volunteers/internal/sepa"
)

func TestTextIsWrittenInTheCharactersThatBanksRead(t *testing.T) {
	for text, want := range map[string]string{
		"Zoë van Dúren-Çelik":   "Zoe van Duren-Celik",
		"Straße & Søn_1":        "Strasse + Son-1",
		"Łukasz Đorđević":       "Lukasz Dordevic",
		"Ĳsbrand, c/o (B) ’t":   "IJsbrand, c/o (B) 't",
		"Иван":                  "....",
		"//a//b/":               "a/b",
		"<x>;\"\n":              ".x....",
		"a b c d e f g h i j k": "a b c d e f g h i j",
	} {
		require.Equal(t, want, sepa.Latin(text, 20), text)
	}
}

func transfer() sepa.Transfer {
	return sepa.Transfer{
		ID: "0181f0a000007000800000000000006a", Created: time.Date(2022, 6, 15, 12, 0, 0, 0, time.UTC),
		Date:   civil.Date{Year: 2022, Month: time.June, Day: 20},
		Debtor: sepa.Party{Name: "Welzijn Voorbeeld", IBAN: "NL91ABNA0417164300", BIC: "ABNANL2A"},
		Lines: []sepa.Payment{
			{ID: "c1", To: sepa.Party{Name: "Bea Jansén", IBAN: "DE89370400440532013000"}, Cents: 12_50, Remark: "Reiskosten 2022-06-14"},
			{ID: "c2", To: sepa.Party{Name: "=cmd", IBAN: "BE68539007547034"}, Cents: 7_05, Remark: "Vergoeding 2022-06"},
		},
	}
}

// elements answers the paths of all elements with what stands in them, in their order.
func elements(t *testing.T, data []byte) (list []string) {
	t.Helper()
	decoder := xml.NewDecoder(strings.NewReader(string(data)))
	var path []string
	for {
		token, err := decoder.Token()
		if token == nil {
			require.ErrorContains(t, err, "EOF")
			return list
		}
		switch token := token.(type) {
		case xml.StartElement:
			require.Equal(t, "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09", token.Name.Space)
			path = append(path, token.Name.Local)
		case xml.EndElement:
			path = path[:len(path)-1]
		case xml.CharData:
			if text := strings.TrimSpace(string(token)); text != "" {
				list = append(list, strings.Join(path[2:], "/")+" "+text)
			}
		}
	}
}

func TestTransferHasItsElementsInTheOrderOfTheSchema(t *testing.T) {
	data, err := transfer().XML()
	require.NoError(t, err)
	require.Equal(t, []string{
		"GrpHdr/MsgId 0181f0a000007000800000000000006a", "GrpHdr/CreDtTm 2022-06-15T12:00:00Z", "GrpHdr/NbOfTxs 2",
		"GrpHdr/CtrlSum 19.55", "GrpHdr/InitgPty/Nm Welzijn Voorbeeld",
		"PmtInf/PmtInfId 0181f0a000007000800000000000006a", "PmtInf/PmtMtd TRF", "PmtInf/BtchBookg true", "PmtInf/NbOfTxs 2",
		"PmtInf/CtrlSum 19.55", "PmtInf/PmtTpInf/SvcLvl/Cd SEPA", "PmtInf/ReqdExctnDt/Dt 2022-06-20",
		"PmtInf/Dbtr/Nm Welzijn Voorbeeld", "PmtInf/DbtrAcct/Id/IBAN NL91ABNA0417164300",
		"PmtInf/DbtrAgt/FinInstnId/BICFI ABNANL2A", "PmtInf/ChrgBr SLEV",
		"PmtInf/CdtTrfTxInf/PmtId/EndToEndId c1", "PmtInf/CdtTrfTxInf/Amt/InstdAmt 12.50", "PmtInf/CdtTrfTxInf/Cdtr/Nm Bea Jansen",
		"PmtInf/CdtTrfTxInf/CdtrAcct/Id/IBAN DE89370400440532013000",
		"PmtInf/CdtTrfTxInf/RmtInf/Ustrd Reiskosten 2022-06-14",
		"PmtInf/CdtTrfTxInf/PmtId/EndToEndId c2", "PmtInf/CdtTrfTxInf/Amt/InstdAmt 7.05", "PmtInf/CdtTrfTxInf/Cdtr/Nm .cmd",
		"PmtInf/CdtTrfTxInf/CdtrAcct/Id/IBAN BE68539007547034", "PmtInf/CdtTrfTxInf/RmtInf/Ustrd Vergoeding 2022-06",
	}, elements(t, data))
	require.Contains(t, string(data), `<InstdAmt Ccy="EUR">12.50</InstdAmt>`)
	require.NotContains(t, string(data), "Othr", "no element is empty")
}

func TestBankWithoutACodeIsNotLeftEmpty(t *testing.T) {
	order := transfer()
	order.Debtor.BIC = ""
	data, err := order.XML()
	require.NoError(t, err)
	require.Contains(t, elements(t, data), "PmtInf/DbtrAgt/FinInstnId/Othr/Id NOTPROVIDED")
	require.NotContains(t, string(data), "BICFI")
}

func TestTableOfPaymentsHasALineForEach(t *testing.T) {
	data, err := transfer().CSV()
	require.NoError(t, err)
	rows, err := csv.NewReader(strings.NewReader(string(data))).ReadAll()
	require.NoError(t, err)
	require.Equal(t, [][]string{
		{"payment", "date", "name", "iban", "amount", "remark"},
		{"c1", "2022-06-20", "Bea Jansén", "DE89370400440532013000", "12.50", "Reiskosten 2022-06-14"},
		{"c2", "2022-06-20", "'=cmd", "BE68539007547034", "7.05", "Vergoeding 2022-06"},
	}, rows)
}
