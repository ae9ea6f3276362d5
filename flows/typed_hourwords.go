package flows

import (
	"strconv"
	"strings"
)

// hourSense is what a word or phrase can mean in a text about hours.
type hourSense byte

const (
	hOther    hourSense = iota
	hNumber             // value; word is set for a spelled one
	hArticle            // en, et, a, an: one, "about", or nothing
	hHalf               // half of the unit that follows
	hUnit               // hours, minutes: value in hours
	hDay                // a whole day: value in hours
	hPart               // a morning: value in hours
	hWeek               // week, month, year: value is the share of one in a week
	hTimes              // gange, shifts: counted, but without hours of its own
	hWeekday            // value 0 for Monday to 6
	hWeekdays           // value is how many days
	hDaily              // per working day
	hShare              // weekly, monthly, biweekly: value
	hTwice              // in the morning and in the evening of every day
	hEachTime           // ad gangen
	hOften              // once, twice: value times
	hEach               // hver, every
	hSecond             // anden, other: with each, every second
	hPer                // om, per, pr, /, i
	hTo                 // range: til, -
	hOr
	hAnd
	hBetween
	hFrom
	hMin      // before: open end
	hMax      // before: upper bound
	hMore     // after: open end
	hLess     // after: upper bound
	hMoney    // kr
	hTotal    // i alt
	hSpread   // fordelt på
	hFull     // value hours
	hPart0    // part time: no figure
	hNot      // ikke
	hClock    // kl.
	hAmPm     // value 0 or 12
	hExcept   // undtagen
	hMonth    // December: the number beside it is a date
	hFill     // says nothing about hours
	hOf       // à, af, på: so many of so long
	hTimesX   // x
	hStop     // end of a clause: , ; newline
	hPlus     // +
	hAway     // inden for, siden: the hours are a distance in time
	hOrdinal  // first, last, third: value, 0 for last
	hPercent  // %
	hNegative // a minus that belongs to the number after it
	hBut      // men: what follows is not added to what stood before
	hPoint    // a date, a telephone number, a clock time: no amount
)

// hourWord is one word of the text as the reader of hours sees it.
type hourWord struct {
	sense hourSense
	value float64
	to    float64 // of hNumber: the other end; of a clock time 1
	word  bool    // of hNumber: spelled, not in digits
	clock bool    // of hNumber: written like a time of day
	s     string
}

// Shares and lengths that the practice has agreed on.
const (
	hoursADay   = 7.4
	hoursAPart  = hoursADay / 2
	hoursAWeek  = 37
	weeksAMonth = 4.33
	daysAWeek   = 5
	longestDay  = 8 // more beside several days is the week's: "12 timer, mandag og torsdag"
)

var hourTable = hourPhrases()

func hourPhrases() phrases[hourWord] {
	p := phrases[hourWord]{}
	numbers := []string{"nul|zero", "one", "two", "tre|three", "fire|four", "fem|five", "seks|six", "syv|seven", "otte|eight",
		"ni|nine", "ti|ten", "elleve|eleven", "tolv|twelve", "tretten|thirteen", "fjorten|fourteen", "femten|fifteen",
		"seksten|sixteen", "sytten|seventeen", "atten|eighteen", "nitten|nineteen", "tyve|twenty"}
	for n, words := range numbers {
		p.say(hourWord{sense: hNumber, value: float64(n), word: true}, words)
	}
	p.say(hourWord{sense: hNumber, value: 2, word: true}, "to|et par|a couple of|a couple|couple of|couple|a pair of")
	for n, words := range map[float64]string{25: "femogtyve|twenty five", 30: "tredive|thirty", 35: "femogtredive|thirty five", 36: "seksogtredive",
		37: "syvogtredive|thirty seven", 40: "fyrre|fyrretyve|forty", 45: "femogfyrre", 50: "halvtreds|fifty", 60: "tres|sixty",
		1.5: "halvanden|halvandet|halvandne|anden halv", 24: "fireogtyve|twenty four", 22: "toogtyve|twenty two", 28: "otteogtyve|twenty eight"} {
		p.say(hourWord{sense: hNumber, value: n, word: true}, words)
	}
	p.say(hourWord{sense: hNumber, value: 2, to: 4, word: true}, "nogle faa|a few|few|faa")
	p.say(hourWord{sense: hArticle, value: 1}, "en|et|een|eet|a|an")
	p.say(hourWord{sense: hHalf, value: 0.5}, "halv|halvt|halve|half a|half an|half")

	p.say(hourWord{sense: hUnit, value: 1}, "time|timer|timers|timerne|timmer|tim|t|h|hr|hrs|hour|hours|ugetimer|ugentlige timer|weekly hours|hour s|times tid|times arbejde|arbejdstimer|loentimer|loennede timer|paid hours|working hours|mandetimer|houres|hurs|tiemr")
	p.say(hourWord{sense: hUnit, value: 1.0 / 60}, "minut|minutter|minutters|minute|minutes|mins|min|m")
	p.say(hourWord{sense: hUnit, value: 0.25}, "kvarter|kvarters|quarter of an hour|quarters of an hour|quarter hour")
	p.say(hourWord{sense: hDay, value: hoursADay}, "dag|dage|dages|dags|dagen|dagene|day|days|arbejdsdag|arbejdsdage|workday|workdays|working day|working days|heldag|heldage")
	p.say(hourWord{sense: hPart, value: hoursAPart}, "formiddag|formiddage|formiddagen|formiddagene|eftermiddag|eftermiddage|eftermiddagen|eftermiddagene|morgen|morgener|morgenen|morgenerne|aften|aftener|aftenen|aftenerne|morning|mornings|afternoon|afternoons|evening|evenings|halvdag|halvdage|nat|naetter|night|nights")
	p.say(hourWord{sense: hPart, value: hoursADay}, "all day|hele dagen|dagen lang|heldags")
	p.say(hourWord{sense: hWeek, value: 1}, "uge|uger|ugen|ugerne|ugers|week|weeks|wk|wks|u|w")
	p.say(hourWord{sense: hWeek, value: 1 / weeksAMonth}, "maaned|maaneder|maaneden|maaneds|md|mdr|mdn|mnd|month|months|mth")
	p.say(hourWord{sense: hWeek, value: 0.5}, "fjorten dage|14 dage|fortnight|fortnights")
	p.say(hourWord{sense: hWeek, value: 1.0 / 13}, "kvartal|kvartalet|kvartaler")
	p.say(hourWord{sense: hWeek, value: 1.0 / 52}, "aar|aaret|aarligt|year|years|annum")
	p.say(hourWord{sense: hShare, value: 1.0 / 52}, "aarligt|yearly|annually|aarlig")
	p.say(hourWord{sense: hShare, value: 1}, "ugentligt|ugentlig|ugentlige|weekly|i loebet af ugen|i loebet af en uge|hen over ugen|henover ugen|over ugen|over hele ugen|hen over hele ugen|henover hele ugen|paa en uge|over a week|during the week|p w|pw|in a week|alle uger|hver eneste uge|each and every week")
	p.say(hourWord{sense: hShare, value: 1 / weeksAMonth}, "maanedligt|maanedlig|maanedlige|monthly|i loebet af en maaned")
	p.say(hourWord{sense: hShare, value: 0.5}, "biweekly|bi weekly|fortnightly|hveranden uge|lige uger|ulige uger|i lige uger|i ulige uger|even weeks|odd weeks|alternate weeks|every other week|every second week|hver 14 dag|hver fjortende dag|hver fjortendedag|hver 14 dags")
	p.say(hourWord{sense: hEachTime}, "ad gangen|af gangen|per gang|pr gang|hver gang|at a time|each time|per visit")
	p.say(hourWord{sense: hDaily, value: 0.5}, "hveranden dag")
	p.say(hourWord{sense: hTwice}, "morgen og aften|morgen samt aften|baade morgen og aften")
	p.say(hourWord{sense: hDaily}, "dagl|dgl|dagligt|daglig|daglige|daily|til daglig|i doegnet|p d")
	p.say(hourWord{sense: hOften, value: 1}, "once|en enkelt gang|single time")
	p.say(hourWord{sense: hOften, value: 2}, "twice")
	p.say(hourWord{sense: hTimes}, "gang|gange|times|vagt|vagter|vagts|shift|shifts|besoeg|visits|ture|omgange|sessions|session|tours")
	p.say(hourWord{sense: hTimesX}, "x")

	days := []string{"mandag|mandage|mandagen|mandagene|mandags|man|ma|monday|mondays|mon", "tirsdag|tirsdage|tirsdagen|tirsdagene|tirs|tir|ti|tuesday|tuesdays|tue|tues",
		"onsdag|onsdage|onsdagen|onsdagene|ons|wednesday|wednesdays|wed|weds|onsd", "torsdag|torsdage|torsdagen|torsdagene|tors|tor|thursday|thursdays|thu|thur|thurs",
		"fredag|fredage|fredagen|fredagene|fre|friday|fridays|fri", "loerdag|loerdage|loerdagen|loerdagene|loer|loe|lordag|saturday|saturdays|sat",
		"soendag|soendage|soendagen|soendagene|soen|soe|sondag|sunday|sundays|sun"}
	for d, words := range days {
		for w := range strings.SplitSeq(words, "|") {
			if w != "ti" && w != "fri" { // ten; free
				p.say(hourWord{sense: hWeekday, value: float64(d)}, w)
			}
		}
	}
	p.say(hourWord{sense: hWeekdays, value: 5}, "hverdag|hverdage|hverdagen|hverdagene|weekday|weekdays|alle dage|all days|ugens dage|every single day")
	p.say(hourWord{sense: hWeekdays, value: 7}, "alle ugens dage|alle ugens syv dage|alle syv dage|alle 7 dage|all seven days|all 7 days|seven days a week|syv dage om ugen|7 dage om ugen|7 days a week")
	p.say(hourWord{sense: hWeekdays, value: 2}, "weekend|weekends|weekenden|weekender|weekenderne")

	p.say(hourWord{sense: hEach}, "hver|hvert|every|each|alle|samtlige")
	p.say(hourWord{sense: hSecond}, "anden|andet|other|second")
	for n, words := range map[float64]string{1: "foerste|first", 3: "tredje|third", 4: "fjerde|fourth", 6: "sjette|sixth", 0: "sidste|last"} {
		p.say(hourWord{sense: hOrdinal, value: n}, words)
	}
	p.say(hourWord{sense: hPer}, "om|per|pr|i|in|p")
	p.say(hourWord{sense: hTo}, "til|through|thru|till|until|til og med")
	p.say(hourWord{sense: hOr}, "eller|or|maaske|perhaps|maybe|possibly|evt|eventuelt")
	p.say(hourWord{sense: hAnd}, "og|and|samt|plus|og saa|and then")
	p.say(hourWord{sense: hBetween}, "mellem|imellem|between")
	p.say(hourWord{sense: hFrom}, "fra|from")
	p.say(hourWord{sense: hMin}, "mindst|minimum|som minimum|minimalt|at least|at minimum|at a minimum|over|mere end|more than|flere end|upwards of|ikke under|ikke mindre end|not less than|no less than|no fewer than|minst|above|i hvert fald|not under|min")
	p.say(hourWord{sense: hMax}, "max|maks|maximum|maksimum|maksimalt|maximalt|som maksimum|hoejst|hoejest|allerhoejst|op til|up to|at most|at the most|no more than|not more than|ikke mere end|ikke flere end|ikke over|not over|under|mindre end|faerre end|less than|fewer than|below|a maximum of|maximum of|optil|op mod")
	p.say(hourWord{sense: hMore}, "eller mere|or more|eller flere|eller over|eller derover|og derover|og op|og opefter|og opad|opefter|opad|and up|and upwards|upwards|or over|and over|and above|and more|or above|og mere|og flere|or longer")
	p.say(hourWord{sense: hLess}, "eller mindre|or less|eller derunder|or fewer|eller faerre|and under|or under|og derunder|tops|og ikke mere|and no more|ikke mere|not more")
	p.say(hourWord{sense: hMoney}, "kr|kroner|krone|dkk|kr i timen|kroner i timen|euro|eur|dollars|pounds|tkr|mio|pund")
	p.say(hourWord{sense: hTotal}, "i alt|ialt|total|totalt|in all|in total|all in all|tilsammen|sammenlagt|altogether|alt i alt|samlet|all told|together|tilsamen|det bliver|det giver|that makes|makes")
	p.say(hourWord{sense: hSpread}, "fordelt|fordelt paa|fordelt over|fordelt ud over|fordeles|fordeles over|spredt|spredt over|spredt ud over|spread|spread over|spread across|split|divided|distributed|split over")
	p.say(hourWord{sense: hFull, value: hoursAWeek}, "fuldtid|fuld tid|fuldtids|fuldtidsjob|fuldtidsstilling|fuldtidsansaettelse|paa fuld tid|heltid|heltids|fulltime|full time|full week|fuld uge|hel uge|en hel uge|a full week")
	p.say(hourWord{sense: hFull, value: hoursAWeek / 2.0}, "halvtid|halv tid|halvtids|half time|halftime|halvtidsstilling|halvtidsjob")
	p.say(hourWord{sense: hPart0}, "deltid|deltids|part time|parttime|deltidsjob|deltidsstilling")
	p.say(hourWord{sense: hNot}, "ikke|not|ingen|no|aldrig|never|minus|ej|hverken|neither|don't|dont|cant|cannot")
	p.say(hourWord{sense: hClock}, "kl|klokken|klokka|at")
	p.say(hourWord{sense: hAmPm}, "am")
	p.say(hourWord{sense: hAmPm, value: 12}, "pm")
	p.say(hourWord{sense: hNumber, value: 12, word: true, clock: true}, "noon|midday|middag")
	p.say(hourWord{sense: hExcept}, "undtagen|undtaget|except|paa naer|but not|bortset fra")
	p.say(hourWord{sense: hMonth}, "januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december|january|february|march|may|june|july|october|jan|feb|apr|jun|jul|aug|sep|sept|okt|oct|nov|dec")
	p.say(hourWord{sense: hOf}, "af|paa|med|of|a la|ad|at a|being|long|of about|with|hver paa")
	p.say(hourWord{sense: hAway}, "inden for|within|siden|ago|inden")
	p.say(hourWord{sense: hBut}, "men|but|dog|however|although|selvom|ellers|otherwise|instead|i stedet")
	p.say(hourWord{sense: hPercent}, "procent|percent|pct")
	p.say(hourWord{sense: hFill}, "on|ca|cirka|circa|omkring|omtrent|about|around|approx|approximately|roughly|ish|naesten|knap|knapt|godt|lige|lidt over|lige over|just over|a little over|slightly over|a bit over|lidt under|lige under|just under|a little under|a bit under|slightly under|lidt mere end|a little more than|just about|"+
		"vel|nok|nogenlunde|naa|tja|hm|hmm|oeh|oehm|tror jeg|tror|jeg|jeg tror|vil jeg tro|vil jeg mene|taenker jeg|jeg taenker|vi|vi har|have|has|har|har brug for|we have|we need|we|i think|i guess|i would say|id say|say|siger vi|sig|det er|det er nok|er|det|its|it is|make it|lets say|lets make it|is|it|that is|of work|arbejde|work|vaerd|helst|gerne|ideally|preferably|fast|faste|fixed|regular|stykker|hele|hel|helt|whole|full|fuld|fulde|korte|short|lange|sikkert|probably|mest|mostly|normalt|usually|typisk|typically|vil|bliver|will be|would be|skal|could be|kan blive|kunne vaere|just|kun|only|bare|blot|ja|jo|yes|ok|nej|hej|tak|please|thanks|venligst|sort of|kind of|saadan|saadan noget som|noget|some|something like|like|or so|eller saa|saa|so|give or take|der er|there are|there is|her|here|den|the same|de|estimeret|estimated|estimat|opgave|vi kan tilbyde|tilbyde|we can offer|offer|can|kan|kunne|could|i snit|i gennemsnit|gennemsnitligt|gennemsnitlig|on average|average|er der|d|svarende til|lyder godt|er fint|fint|fine|good|god|gode|godt nok|for a start|til at starte med|til en start|start with|to start with|i starten")
	return p
}

// numeral reads a number as it is written: "7,5", "8.30", "1.000", "½".
func numeral(s string) (w hourWord) {
	w.sense, w.s = hNumber, s
	switch s {
	case "½":
		w.value = 0.5
		return w
	case "¼":
		w.value = 0.25
		return w
	case "¾":
		w.value = 0.75
		return w
	}
	at := strings.IndexAny(s, ".,:")
	if at < 0 {
		if len(s) > 4 || len(s) > 1 && s[0] == '0' && len(s) != 2 {
			w.sense = hPoint
		}
		w.value, _ = strconv.ParseFloat(s, 64)
		w.clock = len(s) == 2 && s[0] == '0'
		if len(s) == 4 && s[2:] < "60" && s[:2] < "24" && s[2:] != "00" && s[:1] != "2" {
			w.sense = hPoint // 0830 by itself
		}
		return w
	}
	left, right := s[:at], s[at+1:]
	if strings.ContainsAny(right, ".,:") || len(left) > 3 || len(right) > 3 {
		w.sense = hPoint // a date, an amount of money, a telephone number
		return w
	}
	whole, _ := strconv.ParseFloat(left, 64)
	part, _ := strconv.ParseFloat(right, 64)
	switch {
	case len(right) == 3: // a thousand, which is never hours
		w.sense = hPoint
	case s[at] != ',' && len(right) == 2 && part < 60 && whole < 25 && (s[at] == ':' || right != "25" && right != "50"):
		w.clock, w.value = true, whole+part/60
	case s[at] == ':':
		w.sense = hPoint
	case len(right) == 2:
		w.value = whole + part/100
	default:
		w.value = whole + part/10
	}
	return w
}
