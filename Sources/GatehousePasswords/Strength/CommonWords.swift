/// What passwords are made of most often, most common first: of many leaks, and without digits at either end.
///
/// Short on purpose, since pages load it too: `strength.js` has the same.
enum CommonWords {
    static let all =
        """
        password love you welcome admin letmein secret login test hello master pass user root change temp summer \
        winter spring autumn guest access trust iloveyou princess dragon monkey football baseball sunshine shadow \
        superman batman passwort hallo schatz geheim sommer motdepasse soleil 147258369 159753 147258 147852 112233 \
        121212 789456 159357 741852963 102030 1q2w3e4r 1q2w3e q1w2e3r4 bonjour azerty qwerty qwertz myspace target \
        tinkle computer ashley michael daniel passer jordan jessica qwaszx killer samsung charlie soccer jesus blink \
        linkedin babygirl thomas status michelle liverpool nicole lovely andrew gfhjkm joshua anthony justin angel \
        jennifer naruto tigger hunter pokemon robert parola loveme purple mother apple money trustno matthew buster \
        andrea hannah basketball freedom iloveu chelsea george friends william samantha amanda golfer chocolate number \
        flower maggie butterfly marina forever mustang internet alexander london harley pepper xbox family whatever \
        joseph loveyou jasmine orange cookie junior martin google ginger patrick arsenal mylove starwars taylor \
        brandon diamond snoopy chris matrix mickey jonathan school melissa eminem lovers cheese richard yellow nikita \
        oliver bailey christian sophie mercedes victoria peanut million benjamin sandra happy elizabeth prince banana \
        angels angela samuel barcelona hockey monster ghbdtn nathan chicken carlos antonio gabriel silver lucky \
        bubbles slipknot jackson morgan austin rainbow hottie madison natasha vanessa metallica adidas america mommy \
        james spiderman alexis lauren ferrari steven tinkerbell nirvana buddy bandit nicholas danielle scooter destiny \
        juventus rachel monica stella tianya yamaha victor ronaldo smokey cocacola heather success david november \
        daddy jasper edward tennis valentina friend sweety music nothing chester casper hellokitty super spongebob \
        alexandra canada olivia december sabrina dennis dakota patricia barbie johnny loulou nicolas pretty charles \
        mexico phoenix lover thunder rebecca beautiful spider carolina vincent jeremy yankees dallas sebastian cameron \
        midnight guitar caroline elephant scorpion dolphin tweety louise lovelove cowboys veronica sparky adrian \
        newyork september scooby heaven loser tigers jessie crystal gemini peaches merlin raiders stephanie shannon \
        sakura apples precious lakers sergey poohbear manchester jackie cristina daniela rocky muffin alex cooper \
        sammy cherry flowers diablo beauty emmanuel winston maverick genius toyota tiffany charlotte creative baby \
        winner onelove badboy tiger softball hotmail brittany murphy compaq manuel kristina scorpio garfield stupid \
        carmen stalker lastfm brandy steelers claudia kitty rabbit isabella august october badoo boomer dexter samson \
        green kimberly crazy angelo popcorn ranger black passion shorty christ snickers tyler albert krishna alyssa \
        barney andrey icecream karina california melanie bismillah babyboy eagles iloveme leonardo coffee windows \
        police christine dancer miguel cowboy swordfish maxwell denise bubba fernando horses kitten sydney francis \
        cassie pumpkin twilight marlboro rangers martina florida player natalie barbara jason molly pookie hiphop bond \
        rockstar chivas
        """.split(separator: " ").map(String.init)

    /// The place of each, from 1.
    static let ranks = Dictionary(uniqueKeysWithValues: zip(all, 1...))
}
