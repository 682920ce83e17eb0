/**
 * The 64 emoji of the Matrix specification (`m.sas.v1`, section 11.12.2.2.6.3), in their order, with their English
 * words. The words of other languages come with their locale; where the specification has them they are its own
 * (matrix-org/matrix-spec, data-definitions/sas-emoji.json, Apache-2.0).
 */
export const EMOJI =
  '🐶,🐱,🦁,🐎,🦄,🐷,🐘,🐰,🐼,🐓,🐧,🐢,🐟,🐙,🦋,🌷,🌳,🌵,🍄,🌏,🌙,☁️,🔥,🍌,🍎,🍓,🌽,🍕,🎂,❤️,😀,🤖,🎩,👓,🔧,🎅,👍,☂️,⌛,⏰,🎁,💡,📕,✏️,📎,✂️,🔒,🔑,🔨,☎️,🏁,🚂,🚲,✈️,🚀,🏆,⚽,🎸,🎺,🔔,⚓,🎧,📁,📌'.split(
    ',',
  );

export const ENGLISH =
  'Dog,Cat,Lion,Horse,Unicorn,Pig,Elephant,Rabbit,Panda,Rooster,Penguin,Turtle,Fish,Octopus,Butterfly,Flower,Tree,Cactus,Mushroom,Globe,Moon,Cloud,Fire,Banana,Apple,Strawberry,Corn,Pizza,Cake,Heart,Smiley,Robot,Hat,Glasses,Spanner,Santa,Thumbs Up,Umbrella,Hourglass,Clock,Gift,Light Bulb,Book,Pencil,Paperclip,Scissors,Lock,Key,Hammer,Telephone,Flag,Train,Bicycle,Aeroplane,Rocket,Trophy,Ball,Guitar,Trumpet,Bell,Anchor,Headphones,Folder,Pin'.split(
    ',',
  );
