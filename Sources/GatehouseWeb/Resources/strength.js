// How hard a password is to guess, in tenths of bits: the cheapest way to put it together from what is tried first.
//
// The server has the same, number for number, as PasswordStrength; Tests/Vectors/strength.json holds for both.
"use strict";
const passwordStrength = (() => {
  // Most common first.
  const common = (
    "password love you welcome admin letmein secret login test hello master pass user root change temp summer " +
    "winter spring autumn guest access trust iloveyou princess dragon monkey football baseball sunshine shadow " +
    "superman batman passwort hallo schatz geheim sommer motdepasse soleil 147258369 159753 147258 147852 112233 " +
    "121212 789456 159357 741852963 102030 1q2w3e4r 1q2w3e q1w2e3r4 bonjour azerty qwerty qwertz myspace target " +
    "tinkle computer ashley michael daniel passer jordan jessica qwaszx killer samsung charlie soccer jesus blink " +
    "linkedin babygirl thomas status michelle liverpool nicole lovely andrew gfhjkm joshua anthony justin angel " +
    "jennifer naruto tigger hunter pokemon robert parola loveme purple mother apple money trustno matthew buster " +
    "andrea hannah basketball freedom iloveu chelsea george friends william samantha amanda golfer chocolate number " +
    "flower maggie butterfly marina forever mustang internet alexander london harley pepper xbox family whatever " +
    "joseph loveyou jasmine orange cookie junior martin google ginger patrick arsenal mylove starwars taylor " +
    "brandon diamond snoopy chris matrix mickey jonathan school melissa eminem lovers cheese richard yellow nikita " +
    "oliver bailey christian sophie mercedes victoria peanut million benjamin sandra happy elizabeth prince banana " +
    "angels angela samuel barcelona hockey monster ghbdtn nathan chicken carlos antonio gabriel silver lucky " +
    "bubbles slipknot jackson morgan austin rainbow hottie madison natasha vanessa metallica adidas america mommy " +
    "james spiderman alexis lauren ferrari steven tinkerbell nirvana buddy bandit nicholas danielle scooter destiny " +
    "juventus rachel monica stella tianya yamaha victor ronaldo smokey cocacola heather success david november " +
    "daddy jasper edward tennis valentina friend sweety music nothing chester casper hellokitty super spongebob " +
    "alexandra canada olivia december sabrina dennis dakota patricia barbie johnny loulou nicolas pretty charles " +
    "mexico phoenix lover thunder rebecca beautiful spider carolina vincent jeremy yankees dallas sebastian cameron " +
    "midnight guitar caroline elephant scorpion dolphin tweety louise lovelove cowboys veronica sparky adrian " +
    "newyork september scooby heaven loser tigers jessie crystal gemini peaches merlin raiders stephanie shannon " +
    "sakura apples precious lakers sergey poohbear manchester jackie cristina daniela rocky muffin alex cooper " +
    "sammy cherry flowers diablo beauty emmanuel winston maverick genius toyota tiffany charlotte creative baby " +
    "winner onelove badboy tiger softball hotmail brittany murphy compaq manuel kristina scorpio garfield stupid " +
    "carmen stalker lastfm brandy steelers claudia kitty rabbit isabella august october badoo boomer dexter samson " +
    "green kimberly crazy angelo popcorn ranger black passion shorty christ snickers tyler albert krishna alyssa " +
    "barney andrey icecream karina california melanie bismillah babyboy eagles iloveme leonardo coffee windows " +
    "police christine dancer miguel cowboy swordfish maxwell denise bubba fernando horses kitten sydney francis " +
    "cassie pumpkin twilight marlboro rangers martina florida player natalie barbara jason molly pookie hiphop bond " +
    "rockstar chivas"
  ).split(" ");
  const ranks = new Map(common.map((word, index) => [word, index + 1]));

  // The keys of three keyboards: rows from the top, plain and with Shift.
  const keyboards = [
    [
      ["`1234567890-=", "qwertyuiop[]\\", "asdfghjkl;'", "zxcvbnm,./"],
      ["~!@#$%^&*()_+", "QWERTYUIOP{}|", 'ASDFGHJKL:"', "ZXCVBNM<>?"],
    ],
    [
      ["^1234567890ß", "qwertzuiopü+", "asdfghjklöä#", "yxcvbnm,.-"],
      ['°!"§$%&/()=?', "QWERTZUIOPÜ*", "ASDFGHJKLÖÄ'", "YXCVBNM;:_"],
    ],
    [
      ["²&é\"'(-è_çà)=", "azertyuiop^$", "qsdfghjklmù*", "wxcvbn,;:!"],
      ["²1234567890°+", "AZERTYUIOP¨£", "QSDFGHJKLM%µ", "WXCVBN?./§"],
    ],
  ].map((layers) => {
    const keys = new Map();
    // In half keys: each row begins half a key to the right of the one above, the second by a whole one more.
    const add = (row, y) => [...row].forEach((key, column) => {
      keys.set(key.codePointAt(0), { x: 2 * column + (y > 0 ? y + 2 : 0), y });
    });
    for (const rows of layers) rows.forEach(add);
    return keys;
  });

  const code = (character) => character.codePointAt(0);
  const isBetween = (point, first, last) => point >= code(first) && point <= code(last);
  const isLower = (point) => isBetween(point, "a", "z");
  const isUpper = (point) => isBetween(point, "A", "Z");
  const isDigit = (point) => isBetween(point, "0", "9");
  const lower = (point) => (isUpper(point) ? point + 32 : point);
  // As many bits as a number has digits to the base of 2.
  const size = (number) => 10 * (32 - Math.clz32(number));
  const isSame = (points, one, other, length) => {
    for (let offset = 0; offset < length; offset += 1) {
      if (points[one + offset] !== points[other + offset]) return false;
    }
    return true;
  };

  const single = (point) => {
    if (isLower(point)) return 35;
    if (isDigit(point)) return 33;
    return isUpper(point) ? 47 : 50;
  };

  // Words, also backwards and with digits for letters.
  const disguised = { 4: "a", "@": "a", 3: "e", 0: "o", 5: "s", $: "s", 7: "t", "+": "t" };
  const plain = (points, one) => points.map((point) => {
    const character = String.fromCodePoint(lower(point));
    return character === "1" || character === "!" ? one : disguised[character] ?? character;
  });
  const capitals = (points) => {
    const upper = points.filter(isUpper).length;
    const letters = upper + points.filter(isLower).length;
    if (upper === 0) return 0;
    const isUsual = upper === letters || (upper === 1 && isUpper(points[0]));
    return isUsual ? 10 : 10 + 10 * Math.min(upper, letters - upper);
  };
  const addWords = (points, own, relax) => {
    const texts = [points.map((point) => String.fromCodePoint(lower(point))), plain(points, "i"), plain(points, "l")];
    for (let start = 0; start < points.length; start += 1) {
      for (let end = start + 3; end <= Math.min(start + 20, points.length); end += 1) {
        const typed = texts[0].slice(start, end).join("");
        for (const text of texts) {
          const part = text.slice(start, end);
          const isDisguised = part.join("") !== typed;
          for (const isBackwards of [false, true]) {
            const word = (isBackwards ? part.reverse() : part).join("");
            const rank = own.has(word) ? 1 : ranks.get(word);
            if (rank === undefined) continue;
            const cost = size(rank) + capitals(points.slice(start, end));
            relax(start, end, cost + (isDisguised ? 15 : 0) + (isBackwards ? 10 : 0));
          }
        }
      }
    }
  };

  // abc, 987.
  const kind = (point) => (isLower(point) ? 1 : isDigit(point) ? 2 : 0);
  const addSequences = (typed, relax) => {
    const points = typed.map(lower);
    for (let start = 0; start + 2 < points.length; start += 1) {
      const step = points[start + 1] - points[start];
      if (Math.abs(step) !== 1 || kind(points[start]) === 0) continue;
      const first = "az019".includes(String.fromCodePoint(points[start])) ? 20 : isDigit(points[start]) ? 33 : 47;
      let end = start + 1;
      while (end < points.length && points[end] - points[end - 1] === step && kind(points[end]) === kind(points[start])) {
        end += 1;
        if (end - start < 3) continue;
        relax(start, end, first + size(end - start) + (step < 0 ? 10 : 0) + capitals(typed.slice(start, end)));
      }
    }
  };

  // aaa, abcabc.
  const addRepeats = (points, own, relax) => {
    for (let start = 0; start < points.length; start += 1) {
      for (let length = 1; start + 2 * length <= points.length; length += 1) {
        let count = 1;
        while (start + (count + 1) * length <= points.length && isSame(points, start, start + count * length, length)) {
          count += 1;
        }
        if (count * length < 3 || count < 2) continue;
        const unit = bits(points.slice(start, start + length), own);
        for (let times = 2; times <= count; times += 1) {
          if (times * length >= 3) relax(start, start + times * length, unit + size(times));
        }
        break;
      }
    }
  };

  // Four keys or more, each beside the one before.
  const addWalks = (points, relax) => {
    for (const keys of keyboards) {
      for (let start = 0; start < points.length; start += 1) {
        let turns = 0;
        let direction = "";
        for (let end = start + 1; end < points.length; end += 1) {
          const [from, to] = [keys.get(points[end - 1]), keys.get(points[end])];
          if (!from || !to) break;
          const [x, y] = [to.x - from.x, to.y - from.y];
          if (!(y === 0 && Math.abs(x) === 2) && !(Math.abs(y) === 1 && Math.abs(x) === 1)) break;
          if (direction !== "" && direction !== `${x} ${y}`) turns += 1;
          direction = `${x} ${y}`;
          if (end - start >= 3) relax(start, end + 1, 40 + size(end + 1 - start) + 25 * turns);
        }
      }
    }
  };

  // 1987, 24.12.1987, 241287.
  const widths = [[2, 2, 4], [4, 2, 2], [2, 2, 2], [1, 1, 4], [1, 2, 4], [2, 1, 4]];
  const number = (points, start, width) => {
    let value = 0;
    for (let index = start; index < start + width; index += 1) {
      if (index >= points.length || !isDigit(points[index])) return -1;
      value = value * 10 + points[index] - 48;
    }
    return value;
  };
  const isDayAndMonth = (one, other) => {
    const isEither = (day, month) => day >= 1 && day <= 31 && month >= 1 && month <= 12;
    return isEither(one, other) || isEither(other, one);
  };
  const isYear = (value) => value >= 1900 && value <= 2099;
  const addDates = (points, relax) => {
    for (let start = 0; start < points.length; start += 1) {
      if (isYear(number(points, start, 4))) relax(start, start + 4, 70);
      for (const [first, second, third] of widths) {
        for (const separator of ["", ".", "-", "/", " ", "_"]) {
          const gap = separator.length;
          if (gap === 0 && (first === 1 || second === 1)) continue;
          const middle = start + first + gap;
          const last = middle + second + gap;
          const gaps = [points[start + first], points[middle + second]];
          if (gap === 1 && gaps.some((point) => point !== code(separator))) continue;
          const parts = [number(points, start, first), number(points, middle, second), number(points, last, third)];
          if (parts.includes(-1)) continue;
          const [year, one, other] = first === 4 ? parts : [parts[2], parts[0], parts[1]];
          const isLong = first === 4 || third === 4;
          if ((isLong && !isYear(year)) || !isDayAndMonth(one, other)) continue;
          relax(start, last + third, 85 + (isLong ? 70 : 60) + 20 * gap);
        }
      }
    }
  };

  const bits = (points, own) => {
    const found = points.map(() => []);
    const relax = (start, end, cost) => found[start].push({ end, cost: cost + 10 });
    addWords(points, own, relax);
    addSequences(points, relax);
    addRepeats(points, own, relax);
    addWalks(points, relax);
    addDates(points, relax);
    const least = [0, ...points.map(() => Infinity)];
    points.forEach((point, start) => {
      least[start + 1] = Math.min(least[start + 1], least[start] + single(point));
      for (const { end, cost } of found[start]) least[end] = Math.min(least[end], least[start] + cost);
    });
    return least[points.length];
  };

  const parts = (text) => {
    return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()).split(/[\0-\/:-`{-\x7f]+/)
      .filter((word) => [...word].length >= 3);
  };

  // Tenths of bits of a password, which the person's own words make cheaper. What follows 100 characters is not looked at.
  const of = (text, ownTexts = []) => {
    const points = Array.from(text).slice(0, 100).map(code);
    return bits(points, new Set(ownTexts.flatMap(parts)));
  };
  const level = (text, ownTexts = []) => {
    const tenths = of(text, ownTexts);
    return tenths < 285 ? "weak" : tenths < 450 ? "fair" : "strong";
  };
  return { of, level };
})();
